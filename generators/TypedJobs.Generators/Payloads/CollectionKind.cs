using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Payloads;

/// <summary>A type of collection.</summary>
/// <param name="Name">Its name without type arguments.</param>
/// <param name="Factory">The method of <c>JsonMetadataServices</c> that makes its metadata.</param>
/// <param name="Length">The property that counts its elements, if it can be indexed, which needs no enumerator.</param>
/// <param name="IsConcrete">Whether it is made with <c>new()</c>; System.Text.Json chooses what it makes for an interface.</param>
/// <param name="IsDictionary">Whether its elements have keys.</param>
/// <param name="Range">The method that makes one of a sequence; null for one that is filled.</param>
/// <param name="Namespace">Its namespace, within <c>System.Collections</c>.</param>
internal sealed record CollectionKind(
    string Name,
    string Factory,
    string? Length = null,
    bool IsConcrete = false,
    bool IsDictionary = false,
    string? Range = null,
    string Namespace = "Generic")
{
    public static readonly CollectionKind Array = new("Array", "CreateArrayInfo", Length: "Length");

    private static readonly Dictionary<string, CollectionKind> Known = new CollectionKind[]
    {
        new("List", "CreateListInfo", Length: "Count", IsConcrete: true),
        new("IList", "CreateIListInfo", Length: "Count"),
        new("IReadOnlyList", "CreateIEnumerableInfo", Length: "Count"),
        new("ICollection", "CreateICollectionInfo"),
        new("IReadOnlyCollection", "CreateIEnumerableInfo"),
        new("IEnumerable", "CreateIEnumerableInfo"),
        new("HashSet", "CreateISetInfo", IsConcrete: true),
        new("SortedSet", "CreateISetInfo", IsConcrete: true),
        new("ISet", "CreateISetInfo"),
        FromRange("IReadOnlySet", "Linq.Enumerable.ToHashSet", "Generic"),
        new("Queue", "CreateQueueInfo", IsConcrete: true),
        new("Dictionary", "CreateDictionaryInfo", IsConcrete: true, IsDictionary: true),
        new("SortedDictionary", "CreateIDictionaryInfo", IsConcrete: true, IsDictionary: true),
        new("IDictionary", "CreateIDictionaryInfo", IsDictionary: true),
        new("IReadOnlyDictionary", "CreateIReadOnlyDictionaryInfo", IsDictionary: true),
        FromRange("ImmutableArray", "Collections.Immutable.ImmutableArray.CreateRange"),
        FromRange("ImmutableList", "Collections.Immutable.ImmutableList.CreateRange"),
        FromRange("IImmutableList", "Collections.Immutable.ImmutableList.CreateRange"),
        FromRange("ImmutableQueue", "Collections.Immutable.ImmutableQueue.CreateRange"),
        FromRange("IImmutableQueue", "Collections.Immutable.ImmutableQueue.CreateRange"),
        FromRange("ImmutableHashSet", "Collections.Immutable.ImmutableHashSet.CreateRange"),
        FromRange("IImmutableSet", "Collections.Immutable.ImmutableHashSet.CreateRange"),
        FromRange("ImmutableSortedSet", "Collections.Immutable.ImmutableSortedSet.CreateRange"),
        FromRange("ImmutableDictionary", "Collections.Immutable.ImmutableDictionary.CreateRange", isDictionary: true),
        FromRange("IImmutableDictionary", "Collections.Immutable.ImmutableDictionary.CreateRange", isDictionary: true),
        FromRange("ImmutableSortedDictionary", "Collections.Immutable.ImmutableSortedDictionary.CreateRange", isDictionary: true),
        FromRange("FrozenSet", "Collections.Frozen.FrozenSet.ToFrozenSet", "Frozen"),
        FromRange("FrozenDictionary", "Collections.Frozen.FrozenDictionary.ToFrozenDictionary", "Frozen", isDictionary: true),
    }.ToDictionary(static kind => kind.Name);

    /// <summary>Whether values are structs, which may be of no collection at all; System.Text.Json knows what to say then.</summary>
    public bool IsStruct => Name == "ImmutableArray";

    /// <summary>Whether it keeps its elements, or its keys, in order, and so has to compare them.</summary>
    public bool IsSorted => Name.StartsWith("Sorted", StringComparison.Ordinal) || Name.StartsWith("ImmutableSorted", StringComparison.Ordinal);

    /// <summary>Whether System.Text.Json can fill a collection that is already there.</summary>
    public bool CanBeFilled => this != Array && Range is null && Factory != "CreateIEnumerableInfo" && Factory != "CreateIReadOnlyDictionaryInfo";

    /// <summary>The kind of collection that a type is, and the types of its keys and elements; null if it is none that is known.</summary>
    public static (CollectionKind Kind, ITypeSymbol? Key, ITypeSymbol Element)? Of(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol { IsSZArray: true } array)
        {
            return (Array, null, array.ElementType);
        }

        return type is INamedTypeSymbol { ContainingType: null, Arity: 1 or 2 } named
            && Known.TryGetValue(named.Name, out var kind)
            && kind.IsDictionary == (named.Arity == 2)
            && IsSystemCollections(named.ContainingNamespace, kind.Namespace)
                ? (kind, kind.IsDictionary ? named.TypeArguments[0] : null, named.TypeArguments[named.Arity - 1])
                : null;
    }

    /// <summary>How a collection is called where <c>System.Collections.Generic</c> is imported.</summary>
    public string NameOf(string? key, string element)
        => this == Array ? element + "[]"
            : (Namespace == "Generic" ? Name : $"global::System.Collections.{Namespace}.{Name}") + (key is null ? $"<{element}>" : $"<{key}, {element}>");

    private static CollectionKind FromRange(string name, string range, string @namespace = "Immutable", bool isDictionary = false)
        => new(
            name,
            isDictionary ? "CreateImmutableDictionaryInfo" : "CreateImmutableEnumerableInfo",
            IsDictionary: isDictionary,
            Range: "global::System." + range,
            Namespace: @namespace);

    private static bool IsSystemCollections(INamespaceSymbol? candidate, string name)
        => candidate is { ContainingNamespace: { Name: "Collections", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } }
            && candidate.Name == name;
}
