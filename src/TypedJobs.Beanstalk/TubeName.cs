using System.Buffers;

namespace TypedJobs.Beanstalk;

/// <summary>
/// The name of a tube, valid by the protocol: 1 to 200 characters out of <c>A-Z a-z 0-9 - + / ; . $ _ ( )</c>, the first not a hyphen.
/// The default value is the tube <c>default</c>, which every connection uses and watches at first.
/// </summary>
public readonly record struct TubeName
{
    /// <summary>The longest name that the protocol allows, in bytes.</summary>
    public const int MaxLength = 200;

    private const string DefaultName = "default";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-+/;.$_()");

    // Null stands for "default", so that default(TubeName) equals it.
    private readonly string? _name;

    /// <summary>Checks a name.</summary>
    /// <param name="name">1 to 200 of the protocol's characters, the first not a hyphen.</param>
    /// <exception cref="ArgumentException">It is none; the message says why.</exception>
    public TubeName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (WhyNot(name) is { } reason)
        {
            throw new ArgumentException($"'{name}' is no tube name: {reason}.", nameof(name));
        }

        _name = name == DefaultName ? null : name;
    }

    /// <summary>The tube <c>default</c>.</summary>
    public static TubeName Default => default;

    private string Name => _name ?? DefaultName;

    /// <summary>Checks a name, as the constructor does.</summary>
    /// <exception cref="ArgumentException">It is none; the message says why.</exception>
    public static implicit operator TubeName(string name) => new(name);

    /// <summary>Checks a name, as the constructor does.</summary>
    /// <exception cref="ArgumentException">It is none; the message says why.</exception>
    public static TubeName FromString(string name) => new(name);

    /// <summary>The name itself.</summary>
    public override string ToString() => Name;

    private static string? WhyNot(string name)
    {
        if (name.Length == 0)
        {
            return "it is empty";
        }

        if (name.AsSpan().IndexOfAnyExcept(Allowed) is >= 0 and var at)
        {
            return $"the protocol does not allow {Describe(name[at])} at position {at} (allowed are letters, digits and - + / ; . $ _ ( ))";
        }

        if (name.Length > MaxLength)
        {
            return $"it has {name.Length} characters, and the protocol allows {MaxLength}";
        }

        return name[0] == '-' ? "it begins with a hyphen" : null;
    }

    private static string Describe(char character)
        => char.IsControl(character) || char.IsWhiteSpace(character) || char.IsSurrogate(character)
            ? $"U+{(int)character:X4}"
            : $"'{character}'";
}
