import { product } from "./product.js";

/** Lists the texts by their cosine to the question, the best first. */
export function showRanking(list, texts, vectors, question) {
  const ranked = texts
    .map((text, i) => ({ text, score: product(question, vectors[i]) }))
    .sort((a, b) => b.score - a.score);
  list.replaceChildren(...ranked.map(({ text, score }) => {
    const item = document.createElement("li");
    const shown = document.createElement("span");
    shown.className = "score";
    const meter = document.createElement("meter");
    meter.value = Math.max(0, score);
    meter.setAttribute("aria-hidden", "true"); // the number beside it says the same
    shown.append(meter, score.toFixed(4));
    item.append(shown, text);
    return item;
  }));
}
