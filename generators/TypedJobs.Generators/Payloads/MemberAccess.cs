namespace TypedJobs.Generators.Payloads;

/// <summary>How generated code gets at a member.</summary>
/// <param name="DeclaringType">The type that declares it: the object's or a base's.</param>
/// <param name="Setter">How its value is set.</param>
/// <param name="IsHidden">Whether it cannot be named in code, because it is not public or its use is an error, and is read by an unsafe accessor.</param>
/// <param name="IsField">Whether it is a field.</param>
/// <param name="Generic">The declaring type as it was declared, if it is generic: an unsafe accessor must be declared alike.</param>
internal sealed record MemberAccess(
    string DeclaringType, MemberSetter Setter, bool IsHidden = false, bool IsField = false, GenericDeclaration? Generic = null)
{
    public bool NeedsAccessor => IsHidden || Setter == MemberSetter.Accessor;
}

/// <summary>How a member's value is set.</summary>
internal enum MemberSetter
{
    /// <summary>Through its public setter.</summary>
    Set,

    /// <summary>By an unsafe accessor: the language reserves an <c>init</c> accessor for constructors and initializers, and a private one for the type.</summary>
    Accessor,

    /// <summary>By the constructor only, or not at all: it is filled as it is, or its type is abstract.</summary>
    None,
}

/// <summary>A generic type as it was declared.</summary>
/// <param name="Name">Its name with its type parameters.</param>
/// <param name="Parameters">The type parameters in brackets.</param>
/// <param name="Arguments">The type arguments in brackets.</param>
/// <param name="Constraints">The constraints, each with a space before it.</param>
/// <param name="ValueType">The member's type as it was declared.</param>
internal sealed record GenericDeclaration(string Name, string Parameters, string Arguments, string Constraints, string ValueType);

/// <summary>The rules by which a member is written and read.</summary>
/// <param name="IsRequired">Whether it must be in the JSON.</param>
/// <param name="IsNotNull">Whether null is refused, read and written.</param>
/// <param name="MustBeInitialized">Whether the compiler wants it named where the object is made (<c>required</c>).</param>
internal sealed record MemberRules(bool IsRequired, bool IsNotNull, bool MustBeInitialized = false)
{
    private static readonly MemberRules[] OfPlain = [new(false, false), new(false, true), new(true, false), new(true, true)];

    /// <summary>When it is not written.</summary>
    public JsonIgnore Ignore { get; init; }

    /// <summary>The value of its <c>[JsonNumberHandling]</c>.</summary>
    public int? NumberHandling { get; init; }

    /// <summary>The name of its own converter.</summary>
    public string? Converter { get; init; }

    /// <summary>Whether it takes what the JSON has besides the members.</summary>
    public bool IsExtensionData { get; init; }

    /// <summary>Whether what it holds is filled (true) or replaced (false); null if the type decides.</summary>
    public bool? Populates { get; init; }

    /// <summary>Whether a statement can write it; if not, System.Text.Json does so by the metadata.</summary>
    public bool IsWrittenByStatement => NumberHandling is null && Converter is null && !IsExtensionData;

    /// <summary>The rules of a member without attributes: those of nearly all, made once.</summary>
    public static MemberRules Plain(bool isRequired, bool isNotNull) => OfPlain[(isRequired ? 2 : 0) + (isNotNull ? 1 : 0)];
}

/// <summary>The rules by which an object is written and read.</summary>
/// <param name="NumberHandling">The value of its <c>[JsonNumberHandling]</c>.</param>
/// <param name="UnmappedMemberHandling">The value of its <c>[JsonUnmappedMemberHandling]</c>.</param>
/// <param name="Populates">Whether what its members hold is filled.</param>
/// <param name="NeedsMetadata">Whether only System.Text.Json can write it: a polymorphic type, or one that is called before or after.</param>
internal sealed record ObjectRules(int? NumberHandling, int? UnmappedMemberHandling, bool Populates, bool NeedsMetadata)
{
    public static readonly ObjectRules None = new(null, null, false, false);
}
