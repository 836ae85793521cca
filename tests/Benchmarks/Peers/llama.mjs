// llama.cpp as a runner: node llama.mjs MODEL.gguf THREADS CONTEXT_TOKENS; see PeerRequest.cs and PeerAnswer.cs for the lines.
// A context embeds one text at a time. So several texts are embedded either one after another, on all threads, or beside each
// other, in a context for each thread: whichever is faster here.
import { createInterface } from "node:readline";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";

const [path, threadsText, contextText] = process.argv.slice(2);
const threads = Number(threadsText);
const llama = await getLlama({ gpu: false, build: "never", progressLogs: false, logLevel: LlamaLogLevel.error, maxThreads: threads, logger: (level, message) => console.error(level, message) });
const model = await llama.loadModel({ modelPath: path, gpuLayers: 0 });
const open = (count) => model.createEmbeddingContext({ contextSize: Number(contextText), batchSize: Number(contextText), threads: count });
const wide = await open(threads);
const narrow = [];
for (let i = 0; i < threads; i++) narrow.push(await open(1));

async function oneAfterAnother(texts) {
  const vectors = [];
  for (const text of texts) vectors.push((await wide.getEmbeddingFor(text)).vector);
  return vectors;
}

async function besideEachOther(texts) {
  const vectors = new Array(texts.length);
  let next = 0;
  await Promise.all(narrow.map(async (context) => {
    while (next < texts.length) {
      const index = next++;
      vectors[index] = (await context.getEmbeddingFor(texts[index])).vector;
    }
  }));
  return vectors;
}

async function time(embed, texts) {
  const started = performance.now();
  const vectors = await embed(texts);
  return { milliseconds: performance.now() - started, vectors };
}

let documents; // the way that was faster
async function choose(texts) {
  for (const embed of [oneAfterAnother, besideEachOther]) await embed(texts);
  const [first, second] = [await time(oneAfterAnother, texts), await time(besideEachOther, texts)];
  documents = first.milliseconds <= second.milliseconds ? oneAfterAnother : besideEachOther;
}

console.log('"ready"');
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  if (request.texts.length > 1 && documents === undefined) await choose(request.texts);
  const embed = request.texts.length > 1 ? documents : oneAfterAnother;
  let { vectors } = await time(embed, request.texts);
  const answer = { milliseconds: [] };
  for (let i = 0; i < request.repeat; i++) {
    const run = await time(embed, request.texts);
    answer.milliseconds.push(run.milliseconds);
    vectors = run.vectors;
  }
  if (request.vectors) {
    answer.tokens = request.texts.map((text) => wide.calculateInputLength(text));
    answer.vectors = vectors;
    if (request.texts.length > 1) answer.note = embed === oneAfterAnother ? "one text after another" : `${threads} contexts of a thread each`;
  }
  console.log(JSON.stringify(answer));
}
await llama.dispose();
process.exit(0);
