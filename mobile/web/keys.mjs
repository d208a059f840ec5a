// The device's keys: made here, kept in IndexedDB or in memory, and never extractable. Signing: Ed25519. Sealing:
// AES-256-GCM.

const DATABASE = "touchline-keys";
const STORE = "keys";
const NONCE_BYTES = 12;

const answered = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

let opened = null;
function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function written(act) {
  const transaction = (await database()).transaction(STORE, "readwrite", { durability: "strict" });
  act(transaction.objectStore(STORE));
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

/** Where the keys of a person's own device are. */
const onDisk = {
  get: async (name) => answered((await database()).transaction(STORE).objectStore(STORE).get(name)),
  put: (name, key) => written((store) => store.put(key, name)),
  clear: () => written((store) => store.clear()),
};

/** Where those of a device are that somebody only passes by: they end with the worker. */
const inMemory = new Map();
const inPassing = {
  get: async (name) => inMemory.get(name),
  put: async (name, key) => void inMemory.set(name, key),
  clear: async () => inMemory.clear(),
};

export async function verify(publicKeyBytes, signature, message) {
  const key = await crypto.subtle.importKey("raw", publicKeyBytes, "Ed25519", true, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, signature, message);
}

/** 32 bytes of PBKDF2-HMAC-SHA-256: slow on purpose. */
export async function stretch(secret, salt, iterations) {
  const key = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
}

/** The keys of one place. */
function keysIn(place) {
  /** The kept key of that name; made by `make` and kept at the first call. */
  async function keyOf(name, make) {
    const found = await place.get(name);
    if (found) return found;
    const made = await make();
    await place.put(name, made);
    return made;
  }

  const signing = () => keyOf("signing", () => crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]));
  const sealing = () =>
    keyOf("sealing", () => crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]));

  return {
    verify,

    async publicKey() {
      return new Uint8Array(await crypto.subtle.exportKey("raw", (await signing()).publicKey));
    },

    async sign(message) {
      return new Uint8Array(await crypto.subtle.sign("Ed25519", (await signing()).privateKey, message));
    },

    /** nonce + ciphertext + tag; `boundTo` must be given again to open it. */
    async seal(plain, boundTo) {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const algorithm = { name: "AES-GCM", iv: nonce, additionalData: boundTo };
      const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, await sealing(), plain));
      const whole = new Uint8Array(NONCE_BYTES + sealed.length);
      whole.set(nonce);
      whole.set(sealed, NONCE_BYTES);
      return whole;
    },

    /** The plain bytes, or undefined when the seal is broken, bound to something else, or of another key. */
    async open(sealed, boundTo) {
      const algorithm = { name: "AES-GCM", iv: sealed.subarray(0, NONCE_BYTES), additionalData: boundTo };
      try {
        return new Uint8Array(await crypto.subtle.decrypt(algorithm, await sealing(), sealed.subarray(NONCE_BYTES)));
      } catch (error) {
        if (error.name === "OperationError") return undefined;
        throw error;
      }
    },

    /** Ends every key of this device: what was sealed can never be opened again. */
    forget: () => place.clear(),
  };
}

export const lasting = keysIn(onDisk);
export const passing = keysIn(inPassing);
