// Reads a QR code from a picture (JPEG or PNG bytes) with zxing-wasm, in the worker.

import { prepareZXingModule, readBarcodes } from "./zxing/es/reader/index.js";

prepareZXingModule({
  overrides: { locateFile: (name) => new URL("./zxing/reader/" + name, import.meta.url).href },
});

const OPTIONS = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 };

/** The text of the first QR code in the picture, or undefined. */
export async function decode(bytes) {
  const picture = await createImageBitmap(new Blob([bytes]));
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(picture, 0, 0);
  picture.close();
  const [found] = await readBarcodes(context.getImageData(0, 0, canvas.width, canvas.height), OPTIONS);
  return found?.text;
}
