/** The most tokens that are shown: a page with more is slow, and read by nobody. */
const SHOWN = 4000;

/** Shows how a text is split, and where it is cut: the model takes its first tokens, and the end mark. */
export function showTokens(list, count, tokens, maxTokens) {
  const kept = tokens.length > maxTokens ? maxTokens - 1 : tokens.length; // the end mark has a place of its own
  const shown = tokens.slice(0, SHOWN).map((token, i) => span(token, i >= kept && i < tokens.length - 1));
  if (kept < tokens.length && kept <= SHOWN) shown.splice(kept, 0, cut(tokens.length - maxTokens));
  list.replaceChildren(...shown);
  count.textContent = `${tokens.length} tokens of at most ${maxTokens}`
    + (tokens.length > maxTokens ? `: the last ${tokens.length - maxTokens} are cut off` : "")
    + (tokens.length > SHOWN ? `; the first ${SHOWN} are shown` : "");
}

function span(token, isLost) {
  const element = document.createElement("span");
  element.className = `token${token.special ? " special" : ""}${isLost ? " lost" : ""}`;
  element.title = `id ${token.id}`;
  element.textContent = token.text.replaceAll("\u2581", " ").replaceAll("\n", "\u23ce\n");
  return element;
}

function cut(lost) {
  const element = document.createElement("strong");
  element.className = "cut";
  element.textContent = `\u2702 cut here: ${lost} tokens are not embedded `;
  return element;
}
