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
    public static bool Contain(IPropertySymbol property, CancellationToken cancellationToken)
        => property is { SetMethod: null, IsAbstract: false, GetMethod: { } getter }
            && (property.DeclaringSyntaxReferences is [var declaration]
                ? declaration.GetSyntax(cancellationToken) is PropertyDeclarationSyntax syntax && Code(syntax) is { } code && !GivesOutField(code, property.ContainingType)
                : property.DeclaringSyntaxReferences.IsEmpty && !IsKeptByCompiler(getter) && CollectionKind.Of(property.Type) is null);

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

    /// <summary>Whether a getter of a referenced assembly, whose code cannot be seen, is one that the compiler has written.</summary>
    private static bool IsKeptByCompiler(IMethodSymbol getter)
        => getter.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "CompilerGeneratedAttribute" });
}
