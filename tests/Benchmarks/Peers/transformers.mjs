// transformers.js as a runner: node transformers.mjs FOLDER DTYPE THREADS; see PeerRequest.cs and PeerAnswer.cs for the lines.
// Texts are embedded in padded batches, in their order.
import { createInterface } from "node:readline";
import { basename, dirname } from "node:path";
import { AutoModel, AutoTokenizer, env } from "@huggingface/transformers";

const [folder, dtype, threads] = process.argv.slice(2);
env.allowRemoteModels = false;
env.localModelPath = dirname(folder);
const name = basename(folder);
const tokenizer = await AutoTokenizer.from_pretrained(name);
const model = await AutoModel.from_pretrained(name, { dtype, device: "cpu", session_options: { intraOpNumThreads: Number(threads), interOpNumThreads: 1 } });

async function embed(texts, batch) {
  const [vectors, tokens] = [[], []];
  for (let start = 0; start < texts.length; start += batch) {
    const inputs = tokenizer(texts.slice(start, start + batch), { padding: true });
    const { sentence_embedding: output } = await model(inputs);
    const [rows, width] = output.dims;
    for (let row = 0; row < rows; row++) vectors.push(output.data.slice(row * width, (row + 1) * width));
    tokens.push(inputs.attention_mask);
  }
  return { vectors, tokens };
}

console.log('"ready"');
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let result = await embed(request.texts, request.batch);
  const answer = { milliseconds: [] };
  for (let i = 0; i < request.repeat; i++) {
    const started = performance.now();
    result = await embed(request.texts, request.batch);
    answer.milliseconds.push(performance.now() - started);
  }
  if (request.vectors) {
    answer.tokens = result.tokens.flatMap((mask) => mask.tolist().map((row) => row.reduce((sum, value) => sum + Number(value), 0)));
    answer.vectors = result.vectors.map((vector) => Array.from(vector));
    if (request.texts.length > 1) answer.note = `padded batches of ${request.batch}`;
  }
  console.log(JSON.stringify(answer));
}
process.exit(0);
