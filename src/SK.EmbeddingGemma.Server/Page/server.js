// What the page asks of the server, and what it remembers of the answers.

const vectors = new Map(); // prompt, dimensions and text: the vector
const VECTORS_KEPT = 5000;
const BATCH = 32; // texts of one request: few enough to see progress
let key = "";

export class KeyNeeded extends Error {}

export function useKey(value) {
  key = value;
}

async function call(path, body) {
  const headers = body ? { "Content-Type": "application/json" } : {};
  if (key) headers.Authorization = `Bearer ${key}`;
  const response = await fetch(path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
  if (response.ok) return response.json();
  if (response.status === 401) throw new KeyNeeded("This server asks for an API key.");
  const text = await response.text();
  throw new Error(`${response.status}: ${messageOf(text)}`);
}

function messageOf(text) {
  try {
    const { error, message } = JSON.parse(text);
    return message ?? error?.message ?? error ?? text;
  } catch {
    return text || "the server gave no reason";
  }
}

/** The model: its id, its limits and the length of its vectors. */
export async function describe() {
  const info = await call("info");
  return { id: info.served_model_name, maxTokens: info.max_input_length, batch: Math.min(BATCH, info.max_client_batch_size), width: info.dimensions };
}

/** The vectors of texts with a prompt, of unit length; progress is told the number done. */
export async function embed(model, texts, prompt, dimensions, progress = () => {}) {
  const nameOf = (text) => `${prompt}\n${dimensions}\n${text}`;
  const distinct = [...new Set(texts)];
  let missing = distinct.filter((text) => !vectors.has(nameOf(text)));
  if (vectors.size + missing.length > VECTORS_KEPT) {
    vectors.clear();
    missing = distinct;
  }
  for (let start = 0; start < missing.length; start += model.batch) {
    const inputs = missing.slice(start, start + model.batch);
    const answer = await call("embed", { inputs, prompt_name: prompt, dimensions, truncate: true });
    inputs.forEach((text, i) => vectors.set(nameOf(text), answer[i]));
    progress(start + inputs.length, missing.length);
  }
  return texts.map((text) => vectors.get(nameOf(text)));
}

/** The tokens of a text with a prompt and specials, not cut. */
export async function tokenize(text, prompt) {
  const [tokens] = await call("tokenize", { inputs: text, prompt_name: prompt, add_special_tokens: true });
  return tokens;
}
