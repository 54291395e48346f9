using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedJobs.Generators.Payloads;

/// <summary>
/// Properties that only say in other words what an object holds, such as <c>Total => Price * Count</c>. Whoever reads the object can compute them again, so they are no part of
/// its JSON. A property that gives out a field of its own type, or what a primary constructor was given, holds something that would be lost, and is none of them.
/// </summary>
internal static class ComputedProperties
{
    /// <summary>Whether a property without a setter and without attributes of System.Text.Json is computed.</summary>
    /// <param name="property">The property.</param>
    /// <param name="constructor">What makes the object: it is given again what it was given before. Null if nothing does.</param>
    /// <param name="compilation">The program.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static bool Contain(IPropertySymbol property, IMethodSymbol? constructor, Compilation compilation, CancellationToken cancellationToken)
        => property is { SetMethod: null, IsAbstract: false, GetMethod: { } getter }
            && (!OwnSource.Has(compilation, property) ? !IsKeptByCompiler(property, getter, cancellationToken) && !UnsuitableTypes.IsSequence(property.Type)
                : property.DeclaringSyntaxReferences is [var declaration] && declaration.GetSyntax(cancellationToken) is PropertyDeclarationSyntax syntax
                    && Code(syntax) is { } code && !GivesOutState(code, property.ContainingType, constructor, cancellationToken));

    /// <summary>What the getter runs; null if the compiler keeps the value.</summary>
    private static SyntaxNode? Code(PropertyDeclarationSyntax property)
        => property.ExpressionBody
            ?? property.AccessorList?.Accessors
                .Where(static accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration))
                .Select(static accessor => accessor.ExpressionBody ?? (SyntaxNode?)accessor.Body)
                .FirstOrDefault();

    /// <summary>Whether code names what only the object holds: a field of its type or of a base's, that of the property, or a parameter that was captured.</summary>
    private static bool GivesOutState(SyntaxNode code, INamedTypeSymbol type, IMethodSymbol? constructor, CancellationToken cancellationToken)
    {
        var captured = Captured(type, constructor, cancellationToken);
        return code.DescendantNodesAndSelf().Any(node => node switch
        {
            FieldExpressionSyntax => true,
            IdentifierNameSyntax { Identifier.ValueText: var name } => IsField(name, type) || captured.Any(parameter => parameter.Name == name),
            _ => false,
        });
    }

    /// <summary>
    /// The parameters of a primary constructor that does not make the object: what code captured of them is there no more when the object is read. That of a base is called
    /// by the constructor that makes the object, and gets from it again what it got before.
    /// </summary>
    private static ImmutableArray<IParameterSymbol> Captured(INamedTypeSymbol type, IMethodSymbol? constructor, CancellationToken cancellationToken)
        => type.IsRecord || (constructor is not null && !SymbolEqualityComparer.Default.Equals(constructor.ContainingType, type))
            ? []
            : type.InstanceConstructors.FirstOrDefault(candidate => candidate is { Parameters.IsEmpty: false, DeclaringSyntaxReferences: [var declaration] }
                && !SymbolEqualityComparer.Default.Equals(candidate, constructor)
                && declaration.GetSyntax(cancellationToken) is TypeDeclarationSyntax)?.Parameters ?? [];

    private static bool IsField(string name, INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            foreach (var member in current.GetMembers(name))
            {
                if (member is IFieldSymbol { IsStatic: false } field && !JsonAttributes.Of(field).IsIncluded)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether a getter of another program, whose code is not looked at, is one that the compiler has written: an assembly has a mark of it, and source has no code.</summary>
    private static bool IsKeptByCompiler(IPropertySymbol property, IMethodSymbol getter, CancellationToken cancellationToken)
        => property.DeclaringSyntaxReferences is [var declaration]
            ? declaration.GetSyntax(cancellationToken) is not PropertyDeclarationSyntax syntax || Code(syntax) is null
            : getter.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "CompilerGeneratedAttribute" });
}
