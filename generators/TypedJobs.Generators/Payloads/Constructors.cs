using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedJobs.Generators.Payloads;

/// <summary>Which constructor makes an object, and when it may be called.</summary>
internal static class Constructors
{
    /// <summary>
    /// The constructor: the one marked <c>[JsonConstructor]</c>; the public one without parameters, or else the only public one. A positional record
    /// has none but its own, and a record struct's positions count before the constructor that every struct has.
    /// </summary>
    public static IMethodSymbol? Find(INamedTypeSymbol type, Compilation compilation, out string? violation)
    {
        var constructor = Choose(type, compilation, out violation);
        if (constructor is null || !UnnamableTypes.IsBarred(constructor))
        {
            return constructor;
        }

        violation = "generated code may not call its constructor, because it is [Obsolete] as an error; mark another with [JsonConstructor], or make that a warning";
        return null;
    }

    /// <summary>
    /// Whether the constructor may be called with nothing but defaults before anything is read: when nobody sees the parameters
    /// except the properties that the compiler made of them, which are then set as they are read.
    /// </summary>
    public static bool CanBeCalledFirst(INamedTypeSymbol type, IMethodSymbol constructor, CancellationToken cancellationToken)
    {
        if (constructor.Parameters.IsEmpty)
        {
            return true;
        }

        if (!type.IsRecord || constructor.DeclaringSyntaxReferences is not [var reference] || reference.GetSyntax(cancellationToken) is not RecordDeclarationSyntax)
        {
            return false;
        }

        var names = new HashSet<string>(constructor.Parameters.Select(static parameter => parameter.Name), StringComparer.Ordinal);
        return constructor.Parameters.All(parameter => IsMadeOf(parameter, type, cancellationToken))
            && !type.DeclaringSyntaxReferences
                .Select(declaration => declaration.GetSyntax(cancellationToken))
                .OfType<TypeDeclarationSyntax>()
                .SelectMany(RunByConstructor)
                .SelectMany(static node => node.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
                .Any(identifier => names.Contains(identifier.Identifier.ValueText));
    }

    /// <summary>Whether a call with defaults alone might mean several constructors.</summary>
    public static bool IsOverloaded(INamedTypeSymbol type)
        => type.InstanceConstructors.Count(constructor => !constructor.Parameters.IsEmpty && !(IsCopy(constructor, type) && constructor.IsImplicitlyDeclared)) > 1;

    private static IMethodSymbol? Choose(INamedTypeSymbol type, Compilation compilation, out string? violation)
    {
        violation = null;
        var marked = type.InstanceConstructors.Where(static constructor => JsonAttributes.Of(constructor).IsConstructor).ToList();
        if (marked.Count > 0)
        {
            violation = marked.Count > 1 ? "the type has several constructors with [JsonConstructor]; leave it on one"
                : !compilation.IsSymbolAccessibleWithin(marked[0], compilation.Assembly) ? "generated code cannot call its [JsonConstructor]; make it at least internal"
                : null;
            return violation is null ? marked[0] : null;
        }

        var candidates = type.InstanceConstructors
            .Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public && !IsCopy(constructor, type))
            .ToList();
        var withoutParameters = candidates.FirstOrDefault(static constructor => constructor.Parameters.IsEmpty);
        var withParameters = candidates.Where(static constructor => !constructor.Parameters.IsEmpty).ToList();

        if (withParameters.Any(constructor => IsOfPositions(constructor, type, compilation)))
        {
            if (withParameters.Count == 1 && withoutParameters is null or { IsImplicitlyDeclared: true })
            {
                return withParameters[0];
            }

            violation = "the record has several public constructors; mark one with [JsonConstructor], or that of its positions with [method: JsonConstructor] before the record";
            return null;
        }

        if (withoutParameters is not null || withParameters.Count == 1)
        {
            return withoutParameters ?? withParameters[0];
        }

        violation = withParameters.Count == 0
            ? "the type has no public constructor; give it one"
            : "the type has several public constructors; mark one with [JsonConstructor]";
        return null;
    }

    private static bool IsCopy(IMethodSymbol constructor, INamedTypeSymbol type)
        => type.IsRecord && constructor.Parameters is [var only] && SymbolEqualityComparer.Default.Equals(only.Type, type);

    /// <summary>
    /// Whether the constructor is one of a record. Nothing in an assembly's metadata marks a record struct,
    /// but its positions come with a <c>Deconstruct</c> that the compiler has written; so it is asked for where an editor has the source, too.
    /// </summary>
    private static bool IsOfPositions(IMethodSymbol constructor, INamedTypeSymbol type, Compilation compilation)
        => (type.IsRecord && (type.IsReferenceType || OwnSource.Has(compilation, type))) || (type.IsValueType && type.GetMembers("Deconstruct").OfType<IMethodSymbol>().Any(
            deconstruct => (deconstruct.IsImplicitlyDeclared || deconstruct.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "CompilerGeneratedAttribute" }))
                && deconstruct.Parameters.Select(static parameter => parameter.Name).SequenceEqual(constructor.Parameters.Select(static parameter => parameter.Name))));

    /// <summary>Whether the compiler made a property of the parameter.</summary>
    private static bool IsMadeOf(IParameterSymbol parameter, INamedTypeSymbol type, CancellationToken cancellationToken)
        => type.GetMembers(parameter.Name) is [IPropertySymbol { DeclaringSyntaxReferences: [var declaration] }]
            && declaration.GetSyntax(cancellationToken) is ParameterSyntax;

    /// <summary>What a constructor runs besides filling those properties: initializers, and the call of the base.</summary>
    private static IEnumerable<SyntaxNode> RunByConstructor(TypeDeclarationSyntax declaration)
    {
        foreach (var baseCall in declaration.BaseList?.Types.OfType<PrimaryConstructorBaseTypeSyntax>() ?? [])
        {
            yield return baseCall.ArgumentList;
        }

        // What is static runs at another time, as the contract does that is generated into a job.
        foreach (var member in declaration.Members.Where(static member => !member.Modifiers.Any(SyntaxKind.StaticKeyword)))
        {
            if (member is PropertyDeclarationSyntax { Initializer: { } initializer })
            {
                yield return initializer;
            }
            else if (member is BaseFieldDeclarationSyntax fields)
            {
                yield return fields.Declaration;
            }
        }
    }
}
