// SPDX-License-Identifier: GPL-3.0-or-later
// Compares a network's confidences with those of ONNX Runtime. Not part of the test suite, because
// it needs node and the package onnxruntime-node:
//
//   npm install onnxruntime-node       (in any folder; copy this file there)
//   node compare-onnxruntime.mjs BUILD/tests/formats/run-network FILE.onnx [IMAGES] [N]
//
// IMAGES is a file in MNIST's format (IDX, gzip), whose grey levels are divided by 256; without it,
// the images are uniform noise. N is how many, 1000 unless told. Fails when a confidence differs by
// more than 1e-5. BUILD/tests/formats/save-zoo writes well-known networks to compare.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import ort from 'onnxruntime-node';

const LIMIT = 1e-5;
const BATCH = 50;

function readImages(path, n, size) {
  const bytes = gunzipSync(readFileSync(path)).subarray(16);
  return Float32Array.from(bytes.subarray(0, n * size), (grey) => grey / 256);
}

function noise(n, size) {
  let state = 1;
  return Float32Array.from({ length: n * size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  });
}

// A network that ends in scores: the program adds a softmax, and so does this.
function softmaxWhereNeeded(row) {
  const sum = row.reduce((a, b) => a + b, 0);
  if (Math.abs(sum - 1) < 1e-3 && row.every((value) => value >= 0))
    return row;
  const max = Math.max(...row);
  const powers = Array.from(row, (value) => Math.exp(value - max));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((value) => value / total);
}

const [tool, network, images, count = '1000'] = process.argv.slice(2);
const session = await ort.InferenceSession.create(network);
const shape = session.inputMetadata[0].shape.slice(1);
const size = shape.reduce((a, b) => a * b, 1);
const n = Number(count);
const inputs = images ? readImages(images, n, size) : noise(n, size);
const fixedBatch = session.inputMetadata[0].shape[0];
const batch = typeof fixedBatch === 'number' && fixedBatch > 0 ? fixedBatch : Math.min(BATCH, n);

const output = execFileSync(tool, [network], {
  input: Buffer.from(inputs.buffer),
  maxBuffer: 2 ** 30,
});
const ours = new Float32Array(output.buffer, output.byteOffset, output.length / 4);
const nClasses = ours.length / n;

let worst = 0;
let sameTop = 0;
for (let first = 0; first < n; first += batch) {
  const rows = Math.min(batch, n - first);
  const part = new Float32Array(batch * size);
  part.set(inputs.subarray(first * size, (first + rows) * size));
  const tensor = new ort.Tensor('float32', part, [batch, ...shape]);
  const result = await session.run({ [session.inputNames[0]]: tensor });
  const theirs = result[session.outputNames[0]].data;
  for (let i = 0; i < rows; i++) {
    const row = softmaxWhereNeeded(theirs.subarray(i * nClasses, (i + 1) * nClasses));
    const our = ours.subarray((first + i) * nClasses, (first + i + 1) * nClasses);
    row.forEach((value, k) => { worst = Math.max(worst, Math.abs(value - our[k])); });
    sameTop += row.indexOf(Math.max(...row)) === our.indexOf(Math.max(...our)) ? 1 : 0;
  }
}
console.log(`${network}: ${n} images, ${nClasses} classes, largest difference `
  + `${worst.toExponential(2)}, same top class in ${sameTop}`);
process.exit(worst <= LIMIT ? 0 : 1);
