using System.Text.RegularExpressions;

namespace TypedJobs.Generators.Contracts;

/// <summary>What a value looks like on the wire. Equal to another when its text in the contract is.</summary>
/// <param name="IsNullable">Whether null is a value of it.</param>
internal abstract record WireType(bool IsNullable)
{
    /// <summary>The type as it stands in the contract, without the mark of null.</summary>
    protected abstract string Name { get; }

    public sealed override string ToString() => IsNullable ? Name + "?" : Name;
}

/// <summary>One value, such as a number or a text.</summary>
internal sealed record ScalarType(string Keyword, bool IsNullable) : WireType(IsNullable)
{
    protected override string Name => Keyword;
}

/// <summary>An array in JSON.</summary>
/// <param name="Keyword">One of <see cref="List"/>, <see cref="Set"/> and <see cref="SortedSet"/>: what a reader makes of order and duplicates.</param>
/// <param name="Element">What it holds.</param>
/// <param name="IsNullable">Whether null is a value of it.</param>
internal sealed record ListType(string Keyword, WireType Element, bool IsNullable) : WireType(IsNullable)
{
    public const string List = "list";
    public const string Set = "set";
    public const string SortedSet = "sortedset";

    protected override string Name => $"{Keyword}<{Element}>";
}

/// <summary>An object in JSON whose names are keys.</summary>
internal sealed record MapType(WireType Key, WireType Value, bool IsNullable) : WireType(IsNullable)
{
    public const string Keyword = "map";

    protected override string Name => $"{Keyword}<{Key},{Value}>";
}

/// <summary>A record, class, struct or enum that has lines of its own.</summary>
/// <param name="Owner">The key of its head, with the <c>@</c>.</param>
/// <param name="IsNullable">Whether null is a value of it.</param>
internal sealed record NamedType(string Owner, bool IsNullable) : WireType(IsNullable)
{
    public const string NumberKeyword = "number";

    /// <summary>The keyword of the number that it is on the wire, of an enum whose values are written as numbers; null if it is written as what it is.</summary>
    public string? Number { get; init; }

    protected override string Name => Number is null ? Owner : $"{NumberKeyword}<{Owner},{Number}>";
}

/// <summary>What only code of the application knows to write and read: nothing can be told of it except whether it is the same.</summary>
/// <param name="Keyword"><see cref="Converter"/> or <see cref="Context"/>.</param>
/// <param name="Code">The converter or the context.</param>
/// <param name="Of">The type that it writes and reads.</param>
/// <param name="IsNullable">Whether null is a value of it.</param>
internal sealed record OpaqueType(string Keyword, string Code, string Of, bool IsNullable) : WireType(IsNullable)
{
    public const string Converter = "converter";
    public const string Context = "context";

    /// <summary>The shape of a value type that a converter writes and reads, to which null is handed as well.</summary>
    public const string Struct = "struct";

    /// <summary>What the declaration of the type says, if a context writes and reads it: another text for another declaration. Of a converter's type only whether it is a <see cref="Struct"/>.</summary>
    public string? Shape { get; init; }

    /// <summary>Whether the same code writes and reads both. A type may have been moved; one of another name may be another type, for converters that know many.</summary>
    public bool IsSameCodeAs(OpaqueType other)
        => Keyword == other.Keyword && Code == other.Code
            && (Keyword == Converter ? WithoutNamespaces(Of) == WithoutNamespaces(other.Of) : Of == other.Of && (Shape is null || other.Shape is null || Shape == other.Shape));

    private static string WithoutNamespaces(string label) => Regex.Replace(label, @"\w+\.", string.Empty, RegexOptions.CultureInvariant);

    protected override string Name => Shape is null ? $"{Keyword}<{Code},{Of}>" : $"{Keyword}<{Code},{Of},{Shape}>";
}
