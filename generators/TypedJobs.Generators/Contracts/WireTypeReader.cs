namespace TypedJobs.Generators.Contracts;

/// <summary>Reads the text of a <see cref="WireType"/>.</summary>
internal sealed class WireTypeReader
{
    private readonly string _text;
    private int _position;

    private WireTypeReader(string text) => _text = text;

    /// <summary>The type; null if the text is none.</summary>
    public static WireType? Read(string text)
    {
        var reader = new WireTypeReader(text);
        return reader.Type(depth: 0) is { } type && reader._position == text.Length ? type : null;
    }

    private WireType? Type(int depth)
    {
        const int DeepestNesting = 64;
        if (depth > DeepestNesting)
        {
            return null;
        }

        if (Peek() == '@')
        {
            var owner = Label();
            return owner.Length > 1 ? new NamedType(owner, Null()) : null;
        }

        var start = _position;
        while (_position < _text.Length && char.IsLetterOrDigit(_text[_position]))
        {
            _position++;
        }

        var keyword = _text.Substring(start, _position - start);
        return keyword switch
        {
            ListType.List or ListType.Set or ListType.SortedSet
                => Take('<') && Type(depth + 1) is { } element && Take('>') ? new ListType(keyword, element, Null()) : null,
            MapType.Keyword
                => Take('<') && Type(depth + 1) is { } key && Take(',') && Type(depth + 1) is { } value && Take('>') ? new MapType(key, value, Null()) : null,
            NamedType.NumberKeyword
                => Take('<') && Label() is ['@', _, ..] owner && Take(',') && Label() is var number && Scalars.IsNumber(number) && Take('>') ? new NamedType(owner, Null()) { Number = number } : null,
            OpaqueType.Converter or OpaqueType.Context
                => Take('<') && Label() is { Length: > 0 } code && Take(',') && Label() is { Length: > 0 } of && Shape() is var shape && Take('>') ? new OpaqueType(keyword, code, of, Null()) { Shape = shape } : null,
            _ => Scalars.IsKeyword(keyword) ? new ScalarType(keyword, Null()) : null,
        };
    }

    /// <summary>The name of a type in code: up to a comma or a bracket that is not its own, or the mark of null.</summary>
    private string Label()
    {
        var start = _position;
        for (var depth = 0; _position < _text.Length; _position++)
        {
            var c = _text[_position];
            if (depth == 0 && c is (',' or '>' or '?'))
            {
                break;
            }

            depth += c == '<' ? 1 : c == '>' ? -1 : 0;
        }

        return _text.Substring(start, _position - start);
    }

    private string? Shape() => Take(',') ? Label() : null;

    private bool Null() => Take('?');

    private char Peek() => _position < _text.Length ? _text[_position] : '\0';

    private bool Take(char c)
    {
        if (Peek() != c)
        {
            return false;
        }

        _position++;
        return true;
    }
}
