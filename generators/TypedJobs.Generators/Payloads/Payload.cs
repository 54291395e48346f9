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
internal sealed record PayloadReference(string Name, string Id, Scalar? Scalar, bool IsReferenceType)
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
/// <param name="Element">What it holds; a dictionary's values.</param>
internal sealed record CollectionPayload(PayloadReference Reference, CollectionKind Kind, PayloadReference Element) : PayloadType(Reference);

/// <summary>A record, class or struct.</summary>
/// <param name="Reference">The type.</param>
/// <param name="SimpleName">The type's own name, escaped.</param>
/// <param name="Members">What is written, in order.</param>
/// <param name="Construction">How one is made.</param>
internal sealed record ObjectPayload(
    PayloadReference Reference, string SimpleName, EquatableArray<PayloadMember> Members, Construction Construction) : PayloadType(Reference);

/// <summary>A member of an object.</summary>
/// <param name="Name">Its name, without escape.</param>
/// <param name="JsonName">Its name on the wire.</param>
/// <param name="Type">Its type.</param>
/// <param name="DeclaringType">The type that declares it: the object's or a base's.</param>
/// <param name="Setter">How its value is set.</param>
/// <param name="IsRequired">Whether it must be in the JSON.</param>
/// <param name="IsNotNull">Whether null is refused, read and written.</param>
/// <param name="MustBeInitialized">Whether the compiler wants it named where the object is made (<c>required</c>).</param>
internal sealed record PayloadMember(
    string Name, string JsonName, PayloadReference Type, string DeclaringType, MemberSetter Setter, bool IsRequired, bool IsNotNull, bool MustBeInitialized);

/// <summary>How a member's value is set.</summary>
internal enum MemberSetter
{
    /// <summary>Through its public setter.</summary>
    Set,

    /// <summary>Through its <c>init</c> accessor, which the language reserves for constructors and initializers: by an unsafe accessor.</summary>
    Init,

    /// <summary>By the constructor only.</summary>
    Constructor,
}

/// <summary>How an object is made.</summary>
/// <param name="AfterReading">
/// Whether the constructor is called with what was read. If not, the object is made with the defaults first and its members are set as they are
/// read, which is faster, but right only where nothing but the parameters' own properties sees the parameters.
/// </param>
/// <param name="Parameters">The constructor's parameters.</param>
internal sealed record Construction(bool AfterReading, EquatableArray<ConstructorParameter> Parameters);

/// <summary>A parameter of a constructor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TypeName">Its type's name in code.</param>
/// <param name="Default">Its default as an expression; null if it has none.</param>
/// <param name="IsOptional">Whether it may be absent from the JSON.</param>
/// <param name="IsNotNull">Whether null is refused.</param>
internal sealed record ConstructorParameter(string Name, string TypeName, string? Default, bool IsOptional, bool IsNotNull);
