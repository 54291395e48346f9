using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Payloads;

/// <summary>The types that the contexts of the application list: those contexts know their JSON, and win over what would be generated.</summary>
internal sealed class ListedTypes
{
    private const string AttributeName = "JobSerializerContextAttribute";

    // Asked for each job, of which there are many; the attributes of an assembly are as many again.
    private static readonly ConditionalWeakTable<Compilation, ListedTypes> AlreadyRead = new();

    private readonly Dictionary<ITypeSymbol, string> _contexts = new(SymbolEqualityComparer.Default);

    private ListedTypes()
    {
    }

    public static ListedTypes Of(Compilation compilation) => AlreadyRead.GetValue(compilation, Read);

    /// <summary>The name of the context that lists a type; null if none does.</summary>
    public string? ContextOf(ITypeSymbol type) => _contexts.TryGetValue(type, out var context) ? context : null;

    /// <summary>The name of the first context that this compilation declares; null if there is none.</summary>
    public string? AnyContext { get; private set; }

    private static ListedTypes Read(Compilation compilation)
    {
        var listed = new ListedTypes();
        foreach (var attribute in compilation.Assembly.GetAttributes())
        {
            if (attribute is { AttributeClass: { } type, ConstructorArguments: [{ Value: INamedTypeSymbol context }] } && Library.Declares(type, AttributeName))
            {
                listed.Add(context, compilation);
            }
        }

        return listed;
    }

    private void Add(INamedTypeSymbol context, Compilation compilation)
    {
        if (AnyContext is null && SymbolEqualityComparer.Default.Equals(context.ContainingAssembly, compilation.Assembly))
        {
            AnyContext = context.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        }

        foreach (var attribute in context.GetAttributes())
        {
            if (attribute is { AttributeClass: { Name: "JsonSerializableAttribute" } of, ConstructorArguments: [{ Value: ITypeSymbol type }] }
                && JsonAttributes.IsInSerialization(of) && !_contexts.ContainsKey(type))
            {
                _contexts.Add(type, context.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat));
            }
        }
    }
}
