using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Payloads;

/// <summary>
/// What a job carries: its record and every type that is reached from it. Like all models here it is equal to another when its values are,
/// and holds no symbol, syntax or location, so that the pipeline can compare and cache it.
/// </summary>
/// <param name="References">Every type by its name, sorted: what the context must know.</param>
/// <param name="Types">Those of them that get a file of their own, sorted.</param>
internal sealed record Payload(EquatableArray<PayloadReference> References, EquatableArray<PayloadType> Types);

/// <summary>How code refers to a type of a payload.</summary>
/// <param name="Name">The type's name in code.</param>
/// <param name="Id">A part of an identifier that is the type's alone; see <see cref="PayloadIds"/>.</param>
/// <param name="Scalar">How System.Text.Json writes it; null for a type with a generated class of its own.</param>
/// <param name="IsReferenceType">Whether a value can be null.</param>
/// <param name="Context">The context of the application's that lists the type; null for all others.</param>
internal sealed record PayloadReference(string Name, string Id, Scalar? Scalar, bool IsReferenceType, string? Context = null)
{
    /// <summary>The class that is generated for the type.</summary>
    public string JsonClass => Id + "Json";
}

/// <summary>A type that gets a file of its own.</summary>
internal abstract record PayloadType(PayloadReference Reference);

/// <summary>An enum.</summary>
/// <param name="Reference">The type.</param>
/// <param name="Names">The names of its values.</param>
/// <param name="IsPlain">Whether each value has exactly one name; if not, System.Text.Json's converter chooses.</param>
internal sealed record EnumPayload(PayloadReference Reference, EquatableArray<string> Names, bool IsPlain) : PayloadType(Reference);

/// <summary>A value type or null.</summary>
internal sealed record NullablePayload(PayloadReference Reference, PayloadReference Underlying) : PayloadType(Reference);

/// <summary>An array, a list, a set or a dictionary.</summary>
/// <param name="Reference">The type.</param>
/// <param name="Kind">Which of them.</param>
/// <param name="Key">A dictionary's keys.</param>
/// <param name="Element">What it holds; a dictionary's values.</param>
internal sealed record CollectionPayload(PayloadReference Reference, CollectionKind Kind, PayloadReference? Key, PayloadReference Element)
    : PayloadType(Reference)
{
    /// <summary>Whether there is a method that writes it; if not, System.Text.Json does so by the metadata.</summary>
    public bool IsWrittenByMethod => !Kind.IsStruct && Key is null or { Name: "string" } && Element.Scalar != Scalar.Object;
}

/// <summary>A type that a converter of the application's writes and reads.</summary>
internal sealed record ConvertedPayload(PayloadReference Reference, string Converter) : PayloadType(Reference);

/// <summary>A type that a context of the application's lists.</summary>
internal sealed record ListedPayload(PayloadReference Reference) : PayloadType(Reference);

/// <summary>A record, class or struct.</summary>
/// <param name="Reference">The type.</param>
/// <param name="SimpleName">The type's own name, escaped.</param>
/// <param name="Members">What is written, in order.</param>
/// <param name="Construction">How one is made; null for an abstract type.</param>
/// <param name="Rules">What its attributes say.</param>
internal sealed record ObjectPayload(
    PayloadReference Reference, string SimpleName, EquatableArray<PayloadMember> Members, Construction? Construction, ObjectRules Rules) : PayloadType(Reference)
{
    /// <summary>Whether there is a method that writes it; if not, System.Text.Json does so by the metadata.</summary>
    public bool IsWrittenByMethod => Rules is { NumberHandling: null, NeedsMetadata: false } && Members.All(static member => member.Rules.IsWrittenByStatement);
}

/// <summary>A member of an object.</summary>
/// <param name="Name">Its name, without escape.</param>
/// <param name="JsonName">Its name on the wire.</param>
/// <param name="Type">Its type.</param>
/// <param name="Access">How code gets at it.</param>
/// <param name="Rules">How it is written and read.</param>
internal sealed record PayloadMember(string Name, string JsonName, PayloadReference Type, MemberAccess Access, MemberRules Rules);

/// <summary>How an object is made.</summary>
/// <param name="AfterReading">
/// Whether the constructor is called with what was read. If not, the object is made with the defaults first and its members are set as they are
/// read, which is faster, but right only where nothing but the parameters' own properties sees the parameters.
/// </param>
/// <param name="Parameters">The constructor's parameters.</param>
/// <param name="IsOverloaded">Whether another constructor has parameters as well, so that the types of the arguments must be said.</param>
internal sealed record Construction(bool AfterReading, EquatableArray<ConstructorParameter> Parameters, bool IsOverloaded = false);

/// <summary>A parameter of a constructor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TypeName">Its type's name in code.</param>
/// <param name="Default">Its default as an expression; null if it has none.</param>
/// <param name="IsOptional">Whether it may be absent from the JSON.</param>
/// <param name="IsNotNull">Whether null is refused.</param>
internal sealed record ConstructorParameter(string Name, string TypeName, string? Default, bool IsOptional, bool IsNotNull);
