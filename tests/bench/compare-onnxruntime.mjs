// SPDX-License-Identifier: GPL-3.0-or-later
// How many images a second bench-nn computes forward, beside ONNX Runtime on the same files. Both take
// turns, so that what else the computer does meets both; the figure is the median of the rounds'
// ratios. Not part of the test suite, because it needs node and the package onnxruntime-node:
//
//   npm install onnxruntime-node       (in any folder; copy this file there)
//   ninja -C BUILD tests/bench/bench-nn tests/formats/save-zoo; BUILD/tests/formats/save-zoo FOLDER
//   node compare-onnxruntime.mjs BUILD/tests/bench/bench-nn [--threads=2] [--rounds=5] [--seconds=1]
//        [--one] [--processor] FILE.onnx...
//
// Each side has its best batch: ours is the one that the program chooses, theirs the best of a few
// tried before, where the file leaves the batch open. --one: one image at once, all threads.
// --processor: images a second of processor time, which a busy computer disturbs least; with one thread.
import { execFileSync } from 'node:child_process';
import { basename } from 'node:path';
import ort from 'onnxruntime-node';

const options = { threads: 2, rounds: 5, seconds: 1, one: false, processor: false };
const files = [];
const [tool, ...rest] = process.argv.slice(2);
for (const argument of rest) {
  const match = argument.match(/^--(\w+)(?:=([\d.]+))?$/);
  if (match)
    options[match[1]] = match[2] === undefined ? true : Number(match[2]);
  else
    files.push(argument);
}

function ours(file) {
  const out = execFileSync(tool, [`--network=${file}`, String(options.threads), options.one ? '1' : '0',
    String(options.seconds), options.one ? '1' : 'f'], { encoding: 'utf8' });
  return Number(out.match(options.processor ? /, ([\d.]+) a processor second/ : /: ([\d.]+) images\/s/)[1]);
}

async function theirs(session, shape, batch, seconds) {
  const size = shape.reduce((a, b) => a * b, batch);
  const feeds = { [session.inputNames[0]]: new ort.Tensor('float32',
    Float32Array.from({ length: size }, () => Math.random()), [batch, ...shape]) };
  const names = session.outputNames.slice(0, 1);
  await session.run(feeds, names);
  const begin = performance.now(), processor = process.cpuUsage();
  let n = 0;
  while (performance.now() - begin < seconds * 1000) {
    await session.run(feeds, names);
    n += batch;
  }
  const { user, system } = process.cpuUsage(processor);
  return options.processor ? n / (user + system) * 1e6 : n / (performance.now() - begin) * 1000;
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

for (const file of files) {
  const session = await ort.InferenceSession.create(file,
    { intraOpNumThreads: options.threads, interOpNumThreads: 1 });
  const [first, ...shape] = session.inputMetadata[0].shape;
  const small = shape.reduce((a, b) => a * b, 1) < 4096;
  const open = typeof first !== 'number' || first <= 0;
  const batches = options.one || !open ? [1] : small ? [25, 50, 100, 200] : [1, 4, 8, 16, 32];
  let best = batches[0], most = 0;
  for (const batch of batches.length > 1 ? batches : []) {
    const speed = await theirs(session, shape, batch, options.seconds / 2);
    if (speed > most)
      [best, most] = [batch, speed];
  }
  const rounds = [];
  for (let i = 0; i < options.rounds; i++)
    rounds.push([ours(file), await theirs(session, shape, best, options.seconds)]);
  const ratios = rounds.map(([a, b]) => a / b);
  console.log(`${basename(file)}: ours ${median(rounds.map((r) => r[0])).toFixed(1)}, ONNX Runtime ` +
    `${median(rounds.map((r) => r[1])).toFixed(1)} (batch ${best}), ratio ${median(ratios).toFixed(2)} (` +
    `${ratios.map((r) => r.toFixed(2)).join(' ')})`);
  await session.release();
}
