// Embeds the texts of standard input ({ base, model, texts, dimensions }) with the openai package, once by its defaults and once as floats.
import OpenAI from 'openai';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { base, model, texts, dimensions } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
const client = new OpenAI({ baseURL: base, apiKey: 'anything', maxRetries: 0 });
const vectors = async (more) => (await client.embeddings.create({ model, input: texts, dimensions, ...more })).data.map((item) => Array.from(item.embedding));
const models = [];
for await (const found of client.models.list()) models.push(found.id);
let unknown = null;
try {
  await client.embeddings.create({ model: 'no-such-model', input: 'a' });
} catch (error) {
  unknown = { status: error.status, code: error.code, message: error.message };
}
console.log(JSON.stringify({ defaults: await vectors({}), floats: await vectors({ encoding_format: 'float' }), models, one: (await client.models.retrieve(models[0])).id, unknown }));
