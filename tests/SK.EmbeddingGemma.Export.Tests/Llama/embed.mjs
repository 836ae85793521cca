// Embeds texts with llama.cpp: node embed.mjs MODEL.gguf CONTEXT_TOKENS THREADS <REQUESTS >ANSWERS
// A request is a line {"text", "ids"}; an answer is a line {"ids", "embedding"}: the runtime's own ids of the text, between
// bos and eos as the file asks, and the vector of the ids that were given, as the runtime gives it.
import { createInterface } from "node:readline";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";

const [path, contextSize, threads] = process.argv.slice(2);
const llama = await getLlama({ gpu: false, build: "never", progressLogs: false, logLevel: LlamaLogLevel.warn, logger: (level, message) => console.error(level, message) });
const model = await llama.loadModel({ modelPath: path, gpuLayers: 0 });
const context = await model.createEmbeddingContext({ contextSize: Number(contextSize), batchSize: Number(contextSize), threads: Number(threads) });
const bos = model.tokens.shouldPrependBosToken ? [model.tokens.bos] : [];
const eos = model.tokens.shouldAppendEosToken ? [model.tokens.eos] : [];
for await (const line of createInterface({ input: process.stdin })) {
  const { text, ids } = JSON.parse(line);
  const { vector } = await context.getEmbeddingFor(ids);
  console.log(JSON.stringify({ ids: [...bos, ...model.tokenize(text, true), ...eos], embedding: vector }));
}
await llama.dispose();
process.exit(0);
