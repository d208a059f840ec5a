// One tab at a time works with the club's files. The right to do so is a browser lock that ends with the worker,
// however it ends; a waiting tab gets it when the other one closes, or asks for it over a channel.

const LOCK = "touchline-data";
const CHANNEL = "touchline-tabs";

/**
 * Waits until this tab holds the right to the files.
 * `onElsewhere()` runs once when another tab holds it. `onHandOver()` runs when another tab asks for it later;
 * it must close the files and end the worker.
 * Returns { granted: Promise, takeOver() }.
 */
export function claimFiles({ onElsewhere, onHandOver }) {
  const self_ = crypto.randomUUID();
  const channel = new BroadcastChannel(CHANNEL);
  let holding = false;
  let queued = null;
  let grant;
  const granted = new Promise((resolve) => (grant = resolve));

  const hold = () => {
    holding = true;
    grant();
    return new Promise(() => {}); // held as long as this worker lives
  };
  const queue = () => {
    queued = new AbortController();
    navigator.locks.request(LOCK, { signal: queued.signal }, hold).catch((error) => {
      if (error.name !== "AbortError") throw error;
    });
  };

  channel.onmessage = ({ data }) => {
    if (data.from === self_ || data.ask !== "hand over") return;
    if (holding) onHandOver();
    else if (queued) {
      queued.abort(); // step back behind the tab that asks
      setTimeout(queue, 250);
    }
  };

  navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => {
    if (lock) return hold();
    onElsewhere();
    queue();
  });

  return { granted, takeOver: () => channel.postMessage({ ask: "hand over", from: self_ }) };
}
