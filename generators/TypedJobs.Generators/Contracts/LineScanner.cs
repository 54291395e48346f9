namespace TypedJobs.Generators.Contracts;

/// <summary>Cuts a line into tokens: what stands between spaces, where a literal in quotes may hold spaces.</summary>
internal sealed class LineScanner(string text, int start = 0)
{
    private int _position = start;

    /// <summary>The next token, without moving on; empty at the end.</summary>
    public string Peek()
    {
        var position = _position;
        var token = Next();
        _position = position;
        return token;
    }

    /// <summary>The next token; empty at the end.</summary>
    public string Next()
    {
        while (_position < text.Length && text[_position] == ' ')
        {
            _position++;
        }

        var from = _position;
        while (_position < text.Length && text[_position] != ' ')
        {
            _position = text[_position] is '"' or '\'' ? AfterLiteral(text, _position) : _position + 1;
        }

        return text.Substring(from, _position - from);
    }

    /// <summary>Takes the next token if it is this one.</summary>
    public bool Take(string token)
    {
        if (Peek() != token)
        {
            return false;
        }

        Next();
        return true;
    }

    /// <summary>Takes the rest of the next token if it begins like this; null if it does not.</summary>
    public string? TakeAfter(string beginning)
        => Peek().StartsWith(beginning, StringComparison.Ordinal) ? Next().Substring(beginning.Length) : null;

    /// <summary>The position after a literal; the end of the text if it is not closed.</summary>
    public static int AfterLiteral(string text, int position)
    {
        var quote = text[position];
        for (position++; position < text.Length && text[position] != quote; position++)
        {
            if (text[position] == '\\')
            {
                position++;
            }
        }

        return Math.Min(position + 1, text.Length);
    }

    /// <summary>Whether a token is one complete literal.</summary>
    public static bool IsLiteral(string token)
        => token.Length > 1 && token[0] is '"' or '\'' && token[token.Length - 1] == token[0] && AfterLiteral(token, 0) == token.Length && !EndsInEscape(token);

    private static bool EndsInEscape(string token)
    {
        var escapes = 0;
        for (var i = token.Length - 2; i > 0 && token[i] == '\\'; i--)
        {
            escapes++;
        }

        return escapes % 2 == 1;
    }
}
