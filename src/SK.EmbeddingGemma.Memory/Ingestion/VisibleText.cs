using System.Text;
using AngleSharp.Dom;

namespace SK.EmbeddingGemma.Ingestion;

/// <summary>Writes the visible text of a page: blocks as paragraphs, items and rows as lines, headings as those of Markdown. For one page.</summary>
internal sealed class VisibleText
{
    private static readonly HashSet<string> Invisible = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object", "canvas", "audio", "video", "select", "datalist", "input", "textarea",
    };

    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "address", "article", "aside", "blockquote", "body", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr",
        "main", "nav", "ol", "p", "pre", "section", "summary", "table", "ul",
    };

    private static readonly HashSet<string> Lines = new(StringComparer.OrdinalIgnoreCase) { "br", "li", "tr", "caption" };

    private readonly StringBuilder _text = new();
    private int _breaks = 2; // the line breaks at the end
    private bool _space;

    /// <summary>Adds an element and all in it, without recursion: pages nest as deep as their author likes.</summary>
    public void Add(IElement root)
    {
        INode node = root;
        while (true)
        {
            if (Enter(node) && node.FirstChild is { } child)
            {
                node = child;
                continue;
            }

            while (true)
            {
                Leave(node);
                if (node == root)
                    return;
                if (node.NextSibling is { } next)
                {
                    node = next;
                    break;
                }

                node = node.Parent!;
            }
        }
    }

    /// <summary>Returns the text.</summary>
    public override string ToString() => _text.ToString().TrimEnd();

    private bool Enter(INode node)
    {
        if (node is IText text)
        {
            Write(text.Data, IsPreformatted(text));
            return false;
        }

        if (node is not IElement element || IsHidden(element))
            return false;
        Break(BreaksOf(element.LocalName));
        if (HeadingDepth(element.LocalName) is var depth and > 0)
        {
            _text.Append('#', depth).Append(' ');
            _breaks = 0;
        }

        return true;
    }

    private void Leave(INode node)
    {
        if (node is not IElement element || IsHidden(element))
            return;
        if (element.LocalName is "td" or "th")
            _space = true;
        else if (element.LocalName != "br")
            Break(BreaksOf(element.LocalName));
    }

    private void Write(string text, bool preformatted)
    {
        foreach (var character in text)
        {
            if (preformatted && character == '\n')
            {
                _text.Append('\n');
                (_breaks, _space) = (_breaks + 1, false);
            }
            else if (!preformatted && char.IsWhiteSpace(character))
            {
                _space = true;
            }
            else
            {
                if (_space && _breaks == 0)
                    _text.Append(' ');
                _text.Append(character);
                (_breaks, _space) = (0, false);
            }
        }
    }

    private void Break(int count)
    {
        _space = _space && count == 0;
        for (; _breaks < count; _breaks++)
            _text.Append('\n');
    }

    private static int BreaksOf(string name) => Lines.Contains(name) ? 1 : Blocks.Contains(name) || HeadingDepth(name) > 0 ? 2 : 0;

    private static int HeadingDepth(string name) => name is ['h', >= '1' and <= '6'] ? name[1] - '0' : 0;

    private static bool IsPreformatted(IText text) => text.ParentElement?.Closest("pre") is not null;

    private static bool IsHidden(IElement element) =>
        Invisible.Contains(element.LocalName) || element.HasAttribute("hidden")
        || (element.GetAttribute("style") is { } style
            && style.Replace(" ", "", StringComparison.Ordinal) is var bare
            && (bare.Contains("display:none", StringComparison.OrdinalIgnoreCase) || bare.Contains("visibility:hidden", StringComparison.OrdinalIgnoreCase)));
}
