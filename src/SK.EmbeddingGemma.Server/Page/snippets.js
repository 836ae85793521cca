/** The call that embeds a text with a prompt, in a language; the prompt is chosen by the model's name, so that any client can. */
export function snippet(language, model, prompt, dimensions, text) {
  const name = `${model.id}:${prompt}`;
  const cut = dimensions < model.width ? dimensions : null;
  return { curl, csharp, python }[language](`${location.origin}/v1`, name, cut, text || "your text");
}

function curl(url, model, dimensions, text) {
  const body = JSON.stringify({ model, input: text, ...(dimensions && { dimensions }) });
  return `curl ${url}/embeddings \\\n  -H "Content-Type: application/json" \\\n  -d '${body.replaceAll("'", "'\\''")}'`;
}

function csharp(url, model, dimensions, text) {
  return `// dotnet add package Microsoft.Extensions.AI.OpenAI
using System.ClientModel;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Embeddings;

var options = new OpenAIClientOptions { Endpoint = new Uri(${JSON.stringify(url)}) };
var generator = new EmbeddingClient(${JSON.stringify(model)}, new ApiKeyCredential("none"), options)
    .AsIEmbeddingGenerator(${dimensions ?? ""});
var vector = await generator.GenerateVectorAsync(${JSON.stringify(text)});
Console.WriteLine(vector.Length);`;
}

function python(url, model, dimensions, text) {
  return `# pip install openai
from openai import OpenAI

client = OpenAI(base_url=${JSON.stringify(url)}, api_key="none")
answer = client.embeddings.create(
    model=${JSON.stringify(model)},
    input=${JSON.stringify(text)},${dimensions ? `\n    dimensions=${dimensions},` : ""}
)
print(len(answer.data[0].embedding))`;
}
