using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Workers;

/// <summary>
/// Reads a <c>[JobWorker]</c> attribute and the head of its class. The generator and the analyzer both call it: what the analyzer reports here,
/// the generator leaves out, and the rule stands once.
/// </summary>
internal static class WorkerDeclarationParser
{
    public const string AttributeName = "TypedJobs.JobWorkerAttribute";

    /// <summary>The declaration, or null if the class cannot be completed; then the reason has gone to <paramref name="report"/>.</summary>
    public static WorkerDeclaration? Parse(TypeDeclarationSyntax syntax, INamedTypeSymbol type, AttributeData attribute, Action<Diagnostic>? report)
    {
        if (NeededLanguage.IsMissing(syntax, report))
        {
            return null;
        }

        if (FaultOfHead(syntax, type) is { } fault)
        {
            report?.Invoke(Diagnostic.Create(WorkerDiagnostics.CannotBeCompleted, syntax.Identifier.GetLocation(), type.Name, fault));
            return null;
        }

        return !TypeName.IsNamed(type) ? null : new WorkerDeclaration(TypeName.Of(type), PartialHeads.Of(syntax), Names(ListedTypes(attribute)), Names(ExceptedTypes(attribute)));
    }

    /// <summary>The types that the attribute lists.</summary>
    public static IEnumerable<ITypeSymbol> ListedTypes(AttributeData attribute)
        => attribute.ConstructorArguments.SelectMany(Types);

    /// <summary>The types that the attribute leaves out.</summary>
    public static IEnumerable<ITypeSymbol> ExceptedTypes(AttributeData attribute)
        => attribute.NamedArguments.Where(static argument => argument.Key == "Except").SelectMany(static argument => Types(argument.Value));

    private static string? FaultOfHead(TypeDeclarationSyntax syntax, INamedTypeSymbol type)
    {
        if (type.IsStatic)
        {
            var instead = syntax.Modifiers.Any(SyntaxKind.PartialKeyword) ? "sealed" : "sealed partial";
            return $"it is static, and a static class cannot implement IJobWorker; write '{instead}' instead of 'static'";
        }

        for (SyntaxNode? node = syntax; node is TypeDeclarationSyntax part; node = node.Parent)
        {
            var subject = part == syntax ? "it" : $"'{part.Identifier.ValueText}', which contains it,";
            if (!part.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                return $"{subject} is not partial, so the generator cannot add to it; write 'partial' before '{part.Keyword.Text}'";
            }

            if (part.TypeParameterList is not null)
            {
                return $"{subject} is generic, and a worker is one class with one table; {(part == syntax ? "remove its type parameters" : "declare the worker outside")}";
            }
        }

        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (current.IsFileLocal)
            {
                return $"'{current.Name}' is local to its file, and the generator writes another file; remove 'file'";
            }
        }

        return null;
    }

    private static EquatableArray<string> Names(IEnumerable<ITypeSymbol> types)
        => types.Select(static type => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)).ToEquatableArray();

    private static IEnumerable<ITypeSymbol> Types(TypedConstant argument)
        => argument is { Kind: TypedConstantKind.Array, IsNull: false }
            ? argument.Values.Where(static value => value.Kind == TypedConstantKind.Type).Select(static value => value.Value).OfType<ITypeSymbol>()
            : [];
}
