import { product } from "./product.js";

const WIDTH = 800;
const HEIGHT = 500;
const MARGIN = 30;
const ROUNDS = 100;

/** Draws the texts, and the question if there is one, where their first two principal components are. */
export function showPlane(svg, output, texts, vectors, questionIndex) {
  const places = project(vectors);
  const dots = texts.map((text, i) => dot(text, places[i], i === questionIndex));
  svg.replaceChildren(...dots);
  output.textContent = "\u00a0";
  const choose = (index) => {
    dots.forEach((each, i) => {
      each.classList.toggle("chosen", i === index);
      each.setAttribute("tabindex", i === index ? "0" : "-1");
    });
    output.textContent = (index === questionIndex ? "Question: " : "") + texts[index];
  };
  dots[0]?.setAttribute("tabindex", "0");
  dots.forEach((each, i) => {
    each.addEventListener("pointerenter", () => choose(i));
    each.addEventListener("click", () => each.focus());
    each.addEventListener("focus", () => choose(i));
    each.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      dots[(i + step + dots.length) % dots.length].focus();
    });
  });
}

function dot(text, [x, y], isQuestion) {
  const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  circle.setAttribute("class", isQuestion ? "dot question" : "dot");
  circle.setAttribute("cx", x.toFixed(1));
  circle.setAttribute("cy", y.toFixed(1));
  circle.setAttribute("r", isQuestion ? "10" : "7");
  circle.setAttribute("role", "img");
  circle.setAttribute("tabindex", "-1");
  circle.setAttribute("aria-label", (isQuestion ? "Question: " : "") + text.slice(0, 200));
  return circle;
}

/** The places of vectors in the picture. */
function project(vectors) {
  const mean = vectors[0].map((_, d) => vectors.reduce((sum, vector) => sum + vector[d], 0) / vectors.length);
  const centred = vectors.map((vector) => vector.map((value, d) => value - mean[d]));
  const gram = centred.map((a) => centred.map((b) => product(a, b)));
  const first = leading(gram, []);
  const second = leading(gram, [first]);
  return scale(first.map((x, i) => [x, second[i]]));
}

/** The leading eigenvector of the matrix of inner products, orthogonal to others: the places along a principal component. */
function leading(gram, others) {
  let vector = gram.map((_, i) => Math.sin(i + 1 + others.length)); // the same picture for the same texts
  for (let round = 0; round < ROUNDS; round++) {
    for (const other of others) {
      const share = product(vector, other) / (product(other, other) || 1);
      vector = vector.map((value, i) => value - share * other[i]);
    }
    vector = gram.map((row) => product(row, vector));
    const norm = Math.sqrt(product(vector, vector));
    if (norm < 1e-12) return vector.map(() => 0); // all texts in one place
    vector = vector.map((value) => value / norm);
  }
  return vector;
}

function scale(places) {
  const along = (axis, size) => {
    const values = places.map((place) => place[axis]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return values.map((value) => (high > low ? MARGIN + ((value - low) / (high - low)) * (size - 2 * MARGIN) : size / 2));
  };
  const [x, y] = [along(0, WIDTH), along(1, HEIGHT)];
  return places.map((_, i) => [x[i], y[i]]);
}
