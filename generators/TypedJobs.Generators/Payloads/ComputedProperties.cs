using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedJobs.Generators.Payloads;

/// <summary>
/// Properties that only say in other words what an object holds, such as <c>Total => Price * Count</c>. Whoever reads the object can compute them again, so they are no part of
/// its JSON. A property that gives out a field of its own type holds something that would be lost, and is none of them.
/// </summary>
internal static class ComputedProperties
{
    /// <summary>Whether a property without a setter and without attributes of System.Text.Json is computed.</summary>
    public static bool Contain(IPropertySymbol property, Compilation compilation, CancellationToken cancellationToken)
        => property is { SetMethod: null, IsAbstract: false, GetMethod: { } getter }
            && (!OwnSource.Has(compilation, property) ? !IsKeptByCompiler(property, getter, cancellationToken) && CollectionKind.Of(property.Type) is null
                : property.DeclaringSyntaxReferences is [var declaration] && declaration.GetSyntax(cancellationToken) is PropertyDeclarationSyntax syntax
                    && Code(syntax) is { } code && !GivesOutField(code, property.ContainingType));

    /// <summary>What the getter runs; null if the compiler keeps the value.</summary>
    private static SyntaxNode? Code(PropertyDeclarationSyntax property)
        => property.ExpressionBody
            ?? property.AccessorList?.Accessors
                .Where(static accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration))
                .Select(static accessor => accessor.ExpressionBody ?? (SyntaxNode?)accessor.Body)
                .FirstOrDefault();

    /// <summary>Whether code names what only the object holds: a field of its type or of a base's, or that of the property.</summary>
    private static bool GivesOutField(SyntaxNode code, INamedTypeSymbol type)
        => code.DescendantNodes().Any(node => node switch
        {
            FieldExpressionSyntax => true,
            IdentifierNameSyntax name => IsField(name.Identifier.ValueText, type),
            _ => false,
        });

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
