using System.Buffers;

namespace TypedJobs.Embedded.Protocol;

/// <summary>Reads a command's arguments from left to right, as strictly and as leniently as beanstalkd does.</summary>
internal ref struct ArgumentReader(ReadOnlySpan<byte> text)
{
    private const int LongestName = 200;

    private static readonly SearchValues<byte> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-+/;.$_()"u8);

    private static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\n\v\f\r"u8);

    private ReadOnlySpan<byte> _rest = text;

    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>A number after any spaces: digits alone, no sign.</summary>
    public bool TryReadNumber(out ulong number)
    {
        number = 0;
        var start = _rest.IndexOfAnyExcept((byte)' ');
        if (start < 0 || !char.IsAsciiDigit((char)_rest[start]))
        {
            return false;
        }

        _rest = _rest[start..];
        return TryReadDigits(out number);
    }

    /// <summary>A number below 2^32 after any spaces.</summary>
    public bool TryReadNumber(out uint number)
    {
        var read = TryReadNumber(out ulong large) && large <= uint.MaxValue;
        number = read ? (uint)large : 0;
        return read;
    }

    /// <summary>The last argument, a number.</summary>
    public bool TryReadLast(out ulong number) => TryReadNumber(out number) && AtEnd;

    /// <inheritdoc cref="TryReadLast(out ulong)"/>
    public bool TryReadLast(out uint number) => TryReadNumber(out number) && AtEnd;

    /// <summary>How many to kick: a number as C's strtoul takes it, with a sign if one likes, cut to 32 bits, whatever follows.</summary>
    public bool TryReadCount(out uint count)
    {
        count = 0;
        var start = _rest.IndexOfAnyExcept(WhiteSpace);
        if (start < 0)
        {
            return false;
        }

        _rest = _rest[start..];
        var negative = _rest[0] == '-';
        if (negative || _rest[0] == '+')
        {
            _rest = _rest[1..];
        }

        if (AtEnd || !char.IsAsciiDigit((char)_rest[0]) || !TryReadDigits(out var number))
        {
            return false;
        }

        count = unchecked((uint)(negative ? 0 - number : number));
        return true;
    }

    /// <summary>A tube's name that is all there is.</summary>
    public readonly bool TryReadLastName(out ReadOnlySpan<byte> name)
    {
        name = _rest;
        return IsName(name);
    }

    /// <summary>The characters of a tube's name after any spaces, as many as there are; whether they are a name is for <see cref="IsName"/> to say.</summary>
    public bool TryReadNameCharacters(out ReadOnlySpan<byte> name)
    {
        _rest = _rest.TrimStart((byte)' ');
        var end = _rest.IndexOfAnyExcept(NameCharacters);
        name = end < 0 ? _rest : _rest[..end];
        _rest = _rest[name.Length..];
        return name.Length > 0;
    }

    public static bool IsName(ReadOnlySpan<byte> text)
        => text.Length is > 0 and <= LongestName && text[0] != '-' && text.IndexOfAnyExcept(NameCharacters) < 0;

    /// <returns>False if they do not fit into 64 bits.</returns>
    private bool TryReadDigits(out ulong number)
    {
        number = 0;
        var i = 0;
        for (; i < _rest.Length && char.IsAsciiDigit((char)_rest[i]); i++)
        {
            var digit = (ulong)(_rest[i] - '0');
            if (number > (ulong.MaxValue - digit) / 10)
            {
                return false;
            }

            number = (number * 10) + digit;
        }

        _rest = _rest[i..];
        return true;
    }
}
