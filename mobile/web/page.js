// The page around the app: refuses what cannot work, starts the worker, carries messages between Flutter and
// Python, and tells the person about other tabs and new versions. Flutter calls jsConnect, jsSend, jsDisconnect.
"use strict";

(() => {
  const SITE = "__SITE__"; // the builder writes the addresses and the words of this version here
  const WORKER = new URL("worker.mjs", document.currentScript.src);
  const HOUR = 3600 * 1000;

  // ---- words --------------------------------------------------------------------------------------------------
  const wanted = localStorageOr("touchline.language") ?? navigator.language ?? "nl";
  const language = SITE.words[wanted.slice(0, 2)] ? wanted.slice(0, 2) : "nl";
  const words = SITE.words[language];
  document.documentElement.lang = language;

  function localStorageOr(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage is switched off
    }
  }

  function element(tag, className, ...children) {
    const made = document.createElement(tag);
    made.className = className;
    made.append(...children);
    return made;
  }

  function button(label, act) {
    const made = element("button", "touchline-button", label);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  /** A card over everything; a newer card replaces the older one. Returns a function that takes it away. */
  function cover(name, texts, ...buttons) {
    document.querySelector(".touchline-cover")?.remove();
    const paragraphs = texts.map((text, index) => element(index ? "p" : "h1", "", text));
    const card = element("div", "touchline-card", ...paragraphs, ...buttons);
    const made = element("div", "touchline-cover", card);
    made.dataset.name = name;
    made.setAttribute("role", "alertdialog");
    whenBody(() => document.body.append(made));
    return () => made.remove();
  }

  function whenBody(act) {
    if (document.body) act();
    else addEventListener("DOMContentLoaded", act, { once: true });
  }

  // ---- what cannot work ---------------------------------------------------------------------------------------
  function missing() {
    if (!isSecureContext) return "insecure";
    const needed = [navigator.serviceWorker, navigator.locks, navigator.storage?.getDirectory, self.WebAssembly,
      crypto.subtle, self.indexedDB];
    return needed.every(Boolean) ? null : "unsupported";
  }

  const problem = missing();
  if (problem) {
    // Both languages: nobody can choose one yet. Without these nothing of the app can run.
    const texts = ["nl", "en"].flatMap((code) => [SITE.words[code][problem], SITE.words[code][problem + "_more"]]);
    cover(problem, [texts[0], texts[1], texts[2], texts[3]]);
    return;
  }

  // ---- the secret of a link --------------------------------------------------------------------------------------
  // It stands behind the #, which no server is told. Nobody finds it in the history of this browser either.
  const LINK = "#/welcome/";
  const opened = location.hash.startsWith(LINK) ? location.hash : "";
  if (opened) history.replaceState(null, "", location.pathname + location.search);
  addEventListener("hashchange", () => location.hash.startsWith(LINK) && location.reload());

  // ---- whether this browser has a sheet to which a picture can be handed: a worker is not told -------------------
  const picture = new File([""], "a.png", { type: "image/png" });
  const shares = navigator.canShare?.({ files: [picture] }) ?? false;

  // ---- Python, and Flutter's three calls ----------------------------------------------------------------------
  const worker = new Worker(WORKER, { type: "module", name: "python" });
  const toWorker = (step, more = {}) => worker.postMessage({ touchline: step, ...more });
  const early = [];
  let toFlutter = (data) => early.push(data);
  let reportStarted;
  const started = new Promise((resolve, reject) => (reportStarted = { resolve, reject }));
  started.catch(() => {}); // shown by `failed`

  worker.onmessage = ({ data }) => {
    if (data.touchline) steps[data.touchline]?.(data.detail);
    else toFlutter(data);
  };
  worker.onerror = (event) => steps.failed(event.message);

  globalThis.jsConnect = async (appId, args, dartOnMessage) => {
    toWorker("connect", { args, documentUrl: document.URL, opened, shares });
    await started;
    toFlutter = dartOnMessage;
    early.splice(0).forEach(dartOnMessage);
  };
  globalThis.jsSend = async (appId, data) => worker.postMessage(data, [data.buffer]);
  globalThis.jsDisconnect = async () => worker.terminate();

  globalThis.flet = {
    pyodide: true,
    multiView: false,
    noCdn: true,
    webSocketEndpoint: "/ws",
    entrypointBaseUrl: SITE.client,
    assetBase: SITE.client,
    canvasKitBaseUrl: SITE.client + "canvaskit/",
    fontFallbackBaseUrl: SITE.client + "assets/fonts/",
    routeUrlStrategy: "path",
    pyodideUrl: SITE.pyodide + "pyodide.mjs",
    webRenderer: "auto",
    appPackageUrl: "",
    flutterAppResolve: () => {},
  };

  // ---- what the worker tells ----------------------------------------------------------------------------------
  let uncover = () => {};
  const steps = {
    elsewhere() {
      if (sessionStorage.getItem("touchline.take-over")) return toWorker("take over");
      uncover = cover("elsewhere", [words.elsewhere, words.elsewhere_more],
        button(words.use_here, () => toWorker("take over")));
    },
    granted() {
      sessionStorage.removeItem("touchline.take-over");
      uncover();
    },
    "handed over"() {
      worker.terminate();
      cover("handed-over", [words.elsewhere, words.elsewhere_more], button(words.use_here, () => {
        sessionStorage.setItem("touchline.take-over", "1");
        location.reload();
      }));
    },
    started() {
      reportStarted.resolve();
      setTimeout(steps.usable, 5000); // an app that never says so is usable too
    },
    failed(detail) {
      console.error("Touchline did not start:", detail);
      reportStarted.reject(new Error(detail));
      cover("failed", [words.failed, words.failed_more], button(words.again, () => location.reload()));
    },
    usable() {
      // Two frames later the first screen is painted.
      requestAnimationFrame(() => requestAnimationFrame(() => {
        document.getElementById("touchline-skeleton")?.remove();
        performance.mark("touchline-usable");
        document.documentElement.dataset.touchline = "usable";
        afterStart();
      }));
    },
    tone: (kind) => tones[kind]?.forEach(([hertz, after]) => sing(hertz, after)),
    language: (code) => {
      localStorage.setItem("touchline.language", code);
      sayLanguage(code);
    },
    push: (wish) => {
      const [what, key] = wish.split(" ");
      answer(() => pushes[what](key));
    },
    keeps: () => answer(keeps),
  };

  // ---- being woken -------------------------------------------------------------------------------------------
  // One answer after the other: the worker knows them by their order.
  let answers = Promise.resolve();
  const answer = (find) => {
    answers = answers.then(find).catch(() => "failed").then((detail) => toWorker("answer", { detail }));
  };
  const canWake = () => "PushManager" in globalThis && "Notification" in globalThis;
  const bytesOf = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const subscribed = async () => (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription();
  const told = (subscription) => (subscription ? "on " + subscription.endpoint : "off");

  const pushes = {
    async standing() {
      if (!canWake()) return "unsupported";
      return Notification.permission === "denied" ? "denied" : told(await subscribed());
    },
    async allow(key) {
      if (!canWake()) return "unsupported";
      if ((await Notification.requestPermission()) !== "granted") return "denied";
      const { pushManager } = await navigator.serviceWorker.ready;
      await (await pushManager.getSubscription())?.unsubscribe(); // it may be of another key
      return told(await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) }));
    },
    async stop() {
      await (canWake() ? await subscribed() : null)?.unsubscribe();
      return "off";
    },
  };

  /** The service worker speaks when no page is there to ask. */
  function sayLanguage(code) {
    navigator.serviceWorker.controller?.postMessage({ language: code });
  }

  navigator.serviceWorker.addEventListener("message", ({ data }) => data === "news" && toWorker("news"));

  // ---- tones after a scan: [hertz, seconds from now] ------------------------------------------------------------
  const tones = { good: [[1320, 0]], bad: [[330, 0], [262, 0.16]] };
  const LASTS = 0.12;
  let audio = null;
  // A browser plays nothing until somebody touched the page.
  for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => audio?.resume(), { capture: true });

  function sing(hertz, after) {
    audio ??= new AudioContext();
    if (audio.state !== "running") audio.resume().catch(() => {});
    const begin = audio.currentTime + after;
    const tone = new OscillatorNode(audio, { frequency: hertz, type: "triangle" });
    const loud = new GainNode(audio, { gain: 0 });
    loud.gain.setValueAtTime(0, begin);
    loud.gain.linearRampToValueAtTime(0.35, begin + 0.01); // a sudden edge would click
    loud.gain.linearRampToValueAtTime(0, begin + LASTS);
    tone.connect(loud).connect(audio.destination);
    tone.start(begin);
    tone.stop(begin + LASTS);
  }

  // ---- after the first screen: keep the site, keep the data, look for a new version ----------------------------
  /** Whether the browser promised to leave what stands here alone when the disk is short; asked for below. */
  async function keeps() {
    return (await navigator.storage.persisted()) ? "kept" : "may go";
  }

  let keptAlready = false;
  async function afterStart() {
    if (keptAlready) return;
    keptAlready = true;
    if ((await keeps()) !== "kept") await navigator.storage.persist();
    // The renderer that Flutter chose is the one worth keeping.
    const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
    const renderer = SITE.renderers.find((name) => loaded.some((address) => address.endsWith(`canvaskit/${name}.wasm`)));
    const registration = await navigator.serviceWorker.register("/sw.js?renderer=" + encodeURIComponent(renderer ?? ""));
    watch(registration);
    await navigator.serviceWorker.ready;
    sayLanguage(language);
    document.documentElement.dataset.offline = "ready";
  }

  function watch(registration) {
    const replaces = () => navigator.serviceWorker.controller;
    if (registration.waiting && replaces()) offerUpdate(registration);
    registration.addEventListener("updatefound", () => {
      const coming = registration.installing;
      coming.addEventListener("statechange", () => {
        if (coming.state === "installed" && replaces()) offerUpdate(registration);
      });
    });
    let looked = Date.now();
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "visible" || Date.now() - looked < HOUR) return;
      looked = Date.now();
      registration.update().catch(() => {}); // offline: the next look will do
    });
  }

  function offerUpdate(registration) {
    if (document.querySelector(".touchline-notice")) return;
    const notice = element("div", "touchline-notice", element("span", "", words.update));
    notice.setAttribute("role", "status");
    notice.append(
      button(words.reload, () => {
        navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
        registration.waiting?.postMessage("activate");
      }),
      button(words.later, () => notice.remove()),
    );
    document.body.append(notice);
  }

  // A page taken back from the browser's back/forward cache has a worker that was put to sleep: start afresh.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
})();
