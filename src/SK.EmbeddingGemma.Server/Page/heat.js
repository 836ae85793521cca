import { product } from "./product.js";

/** The most texts of a heat map: more cells than can be read help nobody. */
export const HEAT_TEXTS = 40;

/** Shows a table with the cosine of each two texts, the higher the darker. */
export function showHeat(place, texts, vectors) {
  const table = document.createElement("table");
  const caption = table.createCaption();
  caption.textContent = "Cosine of each two texts";
  const head = table.createTHead().insertRow();
  head.append(header("Text", "col"), ...texts.map((_, i) => header(String(i + 1), "col")));
  const body = table.createTBody();
  const scores = texts.map((_, i) => texts.map((_, j) => product(vectors[i], vectors[j])));
  const lowest = Math.min(...scores.flat());
  texts.forEach((text, i) => {
    const row = body.insertRow();
    const name = header(`${i + 1} ${text}`, "row");
    name.title = text;
    row.append(name);
    scores[i].forEach((score) => {
      const cell = row.insertCell();
      cell.textContent = score.toFixed(2);
      paint(cell, (score - lowest) / (1 - lowest || 1));
    });
  });
  place.replaceChildren(table);
}

function header(text, scope) {
  const cell = document.createElement("th");
  cell.scope = scope;
  cell.textContent = text;
  return cell;
}

/** Colours a cell; what is written on it keeps a contrast of at least 4.5 to 1. */
function paint(cell, share) {
  const lightness = 96 - 66 * Math.min(1, Math.max(0, share));
  cell.style.setProperty("--cell", `hsl(218 70% ${lightness}%)`);
  cell.style.setProperty("--on-cell", lightness > 53 ? "#000" : "#fff");
}
