using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Payloads;

/// <summary>A type of collection.</summary>
/// <param name="Name">Its name without type arguments.</param>
/// <param name="Factory">The method of <c>JsonMetadataServices</c> that makes its metadata.</param>
/// <param name="Length">The property that counts its elements, if it can be indexed, which needs no enumerator.</param>
/// <param name="IsConcrete">Whether it is made with <c>new()</c>; System.Text.Json chooses what it makes for an interface.</param>
/// <param name="IsDictionary">Whether its elements have keys.</param>
internal sealed record CollectionKind(string Name, string Factory, string? Length = null, bool IsConcrete = false, bool IsDictionary = false)
{
    public static readonly CollectionKind Array = new("Array", "CreateArrayInfo", Length: "Length");

    private static readonly Dictionary<string, CollectionKind> Generic = new CollectionKind[]
    {
        new("List", "CreateListInfo", Length: "Count", IsConcrete: true),
        new("IList", "CreateIListInfo", Length: "Count"),
        new("IReadOnlyList", "CreateIEnumerableInfo", Length: "Count"),
        new("ICollection", "CreateICollectionInfo"),
        new("IReadOnlyCollection", "CreateIEnumerableInfo"),
        new("IEnumerable", "CreateIEnumerableInfo"),
        new("HashSet", "CreateISetInfo", IsConcrete: true),
        new("ISet", "CreateISetInfo"),
        new("Dictionary", "CreateDictionaryInfo", IsConcrete: true, IsDictionary: true),
        new("IDictionary", "CreateIDictionaryInfo", IsDictionary: true),
        new("IReadOnlyDictionary", "CreateIReadOnlyDictionaryInfo", IsDictionary: true),
    }.ToDictionary(static kind => kind.Name);

    /// <summary>The kind of collection that a type is, and the type of its elements; null if it is none that is known.</summary>
    public static (CollectionKind Kind, ITypeSymbol Element)? Of(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol { IsSZArray: true } array)
        {
            return (Array, array.ElementType);
        }

        if (type is not INamedTypeSymbol { ContainingType: null, Arity: 1 or 2 } named || !IsSystemCollectionsGeneric(named.ContainingNamespace)
            || !Generic.TryGetValue(named.Name, out var kind))
        {
            return null;
        }

        return (kind.IsDictionary, named.TypeArguments) switch
        {
            (false, [var element]) => (kind, element),
            (true, [{ SpecialType: SpecialType.System_String }, var value]) => (kind, value),
            _ => null,
        };
    }

    /// <summary>How a collection of elements of a type is called where <c>System.Collections.Generic</c> is imported.</summary>
    public string NameOf(string element)
        => this == Array ? element + "[]"
            : IsDictionary ? $"{Name}<string, {element}>"
            : $"{Name}<{element}>";

    private static bool IsSystemCollectionsGeneric(INamespaceSymbol? candidate)
        => candidate is
        {
            Name: "Generic",
            ContainingNamespace: { Name: "Collections", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } },
        };
}
