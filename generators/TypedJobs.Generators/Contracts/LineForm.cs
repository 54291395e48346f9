using System.Text;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Contracts;

/// <summary>What a line of the contract says of its key: one state of it, in code or in a release. <see cref="ToString"/> is its text.</summary>
internal abstract record LineForm;

/// <summary>A type or a job: something that other lines belong to.</summary>
internal abstract record HeadForm : LineForm;

/// <summary>A record, class or struct.</summary>
internal sealed record ObjectForm : HeadForm
{
    public const string Keyword = "object";

    public bool IsStruct { get; init; }

    public bool IsAbstract { get; init; }

    /// <summary>Whether members that it does not know are refused.</summary>
    public bool RefusesUnknown { get; init; }

    /// <summary>The member that tells which derived type a value has, as a literal; null if no derived types are known.</summary>
    public string? Discriminator { get; init; }

    /// <summary>Whether a derived type that is not known is read as the base.</summary>
    public bool ReadsUnknownAsBase { get; init; }

    public override string ToString()
        => Keyword
            + (IsStruct ? " struct" : string.Empty)
            + (IsAbstract ? " abstract" : string.Empty)
            + (RefusesUnknown ? " unknown=refuse" : string.Empty)
            + (Discriminator is null ? string.Empty : $" type={Discriminator}")
            + (ReadsUnknownAsBase ? " unknowntype=base" : string.Empty);
}

/// <summary>A version of a job.</summary>
/// <param name="Record">The name of its record.</param>
/// <param name="Tube">Its tube, with the version where there is one.</param>
internal sealed record JobForm(string Record, string Tube) : HeadForm
{
    public const string Keyword = "job";
    public const string FrozenKeyword = "frozen";

    /// <summary>Whether it is an old version, which is still read but no longer written.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>Whether its body is the payload alone.</summary>
    public bool IsBare { get; init; }

    /// <summary>Whether members that it does not know are refused.</summary>
    public bool RefusesUnknown { get; init; }

    public override string ToString()
        => $"{(IsFrozen ? FrozenKeyword : Keyword)} {Record} tube={Tube}"
            + (IsBare ? " format=bare" : string.Empty)
            + (RefusesUnknown ? " unknown=refuse" : string.Empty);
}

/// <summary>An enum.</summary>
internal sealed record EnumForm(bool IsFlags) : HeadForm
{
    public const string Keyword = "enum";

    public override string ToString() => IsFlags ? Keyword + " flags" : Keyword;
}

/// <summary>A value of an enum; its key has the name on the wire.</summary>
/// <param name="Number">Its number.</param>
/// <param name="CSharpName">Its name in code, where an attribute gives the name on the wire, which is read as it is written; any other is read without regard to case.</param>
internal sealed record EnumValueForm(string Number, string? CSharpName) : LineForm
{
    /// <summary>Whether it is a second name of a value, which is read but never written.</summary>
    public bool IsAlias { get; init; }

    public override string ToString() => Number + (IsAlias ? " alias" : string.Empty) + (CSharpName is null ? string.Empty : " as " + CSharpName);
}

/// <summary>A derived type of an object; its key has the discriminator.</summary>
internal sealed record DerivedForm(NamedType Type) : LineForm
{
    public const string Keyword = "derived";

    public override string ToString() => $"{Keyword} {Type}";
}

/// <summary>A member of an object; its key has the name on the wire.</summary>
internal sealed record MemberForm(WireType Type) : LineForm
{
    /// <summary>Whether it must be there.</summary>
    public bool IsRequired { get; init; }

    /// <summary>What it is when it is not there, as in code but without suffixes; null if it is required, null or cannot be told.</summary>
    public string? Default { get; init; }

    /// <summary>Whether null is read where the type says that there is none, as for the members of type parameters.</summary>
    public bool IsUnchecked { get; init; }

    /// <summary>When it is not written.</summary>
    public JsonIgnore Ignore { get; init; }

    /// <summary>How its numbers are written and read: the values of <c>JsonNumberHandling</c>.</summary>
    public int Numbers { get; init; }

    /// <summary>Whether it holds what the JSON has besides the members; then its name is not on the wire.</summary>
    public bool IsExtension { get; init; }

    /// <summary>Whether what it holds is filled rather than replaced.</summary>
    public bool IsFilled { get; init; }

    /// <summary>Its name in code, where the name on the wire does not follow from it.</summary>
    public string? CSharpName { get; init; }

    /// <summary>Whether it may be absent and nothing tells what it is then.</summary>
    public bool HasUnknownDefault => !IsRequired && !IsExtension && Default is null && !Type.IsNullable;

    public override string ToString()
    {
        var text = new StringBuilder(Type.ToString());
        void Add(bool condition, string token)
        {
            if (condition)
            {
                text.Append(' ').Append(token);
            }
        }

        Add(IsRequired, "required");
        Add(Default is not null, "= " + Default);
        Add(HasUnknownDefault, "optional");
        Add(IsUnchecked, "unchecked");
        Add(Ignore == JsonIgnore.WhenWritingNull, "write=notnull");
        Add(Ignore == JsonIgnore.WhenWritingDefault, "write=notdefault");
        Add(Numbers != 0, "numbers=" + NumberWords.Of(Numbers));
        Add(IsExtension, "extension");
        Add(IsFilled, "filled");
        Add(CSharpName is not null, "as " + CSharpName);
        return text.ToString();
    }
}
