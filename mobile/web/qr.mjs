// Reads a QR code from a picture (JPEG, PNG or WebP bytes) with zxing-wasm, in the worker. The builder puts the reader's
// ES build and its WebAssembly beside this file. The same four attempts as mobile/device/decoder.py: as it is,
// smoothed with its contrast stretched, smaller, smaller and smoother.

import { prepareZXingModule, readBarcodes } from "./zxing/es/reader/index.js";

prepareZXingModule({
  overrides: { locateFile: (name) => new URL("./zxing/reader/" + name, import.meta.url).href },
});

const LONG_SIDE = 1600;
const MAX_PIXELS = 40_000_000;
const OPTIONS = {
  formats: ["QRCode"],
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  maxNumberOfSymbols: 1,
  textMode: "Plain",
};

async function read(pixels) {
  const [found] = await readBarcodes(pixels, OPTIONS);
  return found?.isValid ? found.text : undefined;
}

function draw(picture, scale, blur = 0) {
  const side = (length) => Math.max(1, Math.round(length * scale));
  const canvas = new OffscreenCanvas(side(picture.width), side(picture.height));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  if (blur) context.filter = `blur(${blur}px)`; // a browser without filters leaves it sharp
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

// Grey, with the darkest and the lightest two per cent as black and white.
function stretched(pixels) {
  const { data } = pixels;
  const histogram = new Uint32Array(256);
  for (let at = 0; at < data.length; at += 4) {
    data[at] = (data[at] * 77 + data[at + 1] * 150 + data[at + 2] * 29) >> 8;
    histogram[data[at]] += 1;
  }
  const cut = (data.length / 4) * 0.02;
  let [low, high] = [0, 255];
  for (let sum = histogram[0]; sum <= cut && low < 254; sum += histogram[low]) low += 1;
  for (let sum = histogram[255]; sum <= cut && high > low + 1; sum += histogram[high]) high -= 1;
  for (let at = 0; at < data.length; at += 4) {
    data[at] = data[at + 1] = data[at + 2] = ((data[at] - low) * 255) / (high - low); // the array clamps
  }
  return pixels;
}

/** The text of one QR code in the picture; undefined when there is none, or when the bytes are no picture. */
export async function decode(bytes) {
  let picture;
  try {
    picture = await createImageBitmap(new Blob([bytes]));
  } catch {
    return undefined;
  }
  try {
    if (picture.width * picture.height > MAX_PIXELS) return undefined;
    const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
    return (await read(draw(picture, scale)))
      ?? (await read(stretched(draw(picture, scale, 1.2))))
      ?? (await read(draw(picture, scale / 2)))
      ?? (await read(draw(picture, scale / 2, 1.3)));
  } finally {
    picture.close();
  }
}
