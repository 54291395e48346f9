using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Handlers;
using TypedJobs.Generators.Jobs;
using TypedJobs.Generators.Versions;

namespace TypedJobs.Generators.Analyzers;

/// <summary>Reports a handler of what is no job. The compiler refuses it too, but speaks of a constraint.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandlerAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerDiagnostics.HandlesNoJob];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        foreach (var implemented in type.Interfaces)
        {
            if (HandlerParser.IsJobHandler(implemented) && WhyNoJob(implemented.TypeArguments[0], context.Compilation) is { } reason
                && Argument(type, implemented, context) is { } argument)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    HandlerDiagnostics.HandlesNoJob, argument.GetLocation(), type.Name, implemented.TypeArguments[0].ToDisplayString(), reason));
            }
        }
    }

    /// <summary>Why a type is no job; null if it is one, or meant to be one and reported for that.</summary>
    private static string? WhyNoJob(ITypeSymbol type, Compilation compilation)
    {
        if (type.TypeKind is TypeKind.Error or TypeKind.TypeParameter || type.AllInterfaces.Any(static implemented => Library.Declares(implemented, "IJob", arity: 1)))
        {
            return null;
        }

        if (Library.Attribute(type, VersionDeclarationParser.AttributeName) is { } version)
        {
            return $"it is an earlier version of the job '{version.ConstructorArguments.FirstOrDefault().Value}'; handle the newest, which each earlier one is made before its handler runs";
        }

        var isOwn = SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly);
        if (Library.Marks(type, JobDeclarationParser.AttributeName))
        {
            return isOwn ? null : $"its assembly '{type.ContainingAssembly.Name}' was compiled without the generator of TypedJobs; reference the TypedJobs package there";
        }

        return isOwn && type.IsReferenceType
            ? $"declare it as '[Job(\"name\")] public sealed partial record {type.Name}'"
            : "declare a job that carries it, as '[Job(\"name\")] public sealed partial record'";
    }

    private static bool IsNameOf(TypeSyntax written, ITypeSymbol type)
        => written switch
        {
            PredefinedTypeSyntax keyword => keyword.Keyword.ValueText == type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
            QualifiedNameSyntax { Right: var name } => name.Identifier.ValueText == type.Name,
            AliasQualifiedNameSyntax { Name: var name } => name.Identifier.ValueText == type.Name,
            SimpleNameSyntax name => name.Identifier.ValueText == type.Name,
            _ => type.Name.Length == 0 || type is INamedTypeSymbol { Arity: > 0 },
        };

    /// <summary>The type argument as it is written in the base list; null where an alias or a base interface hides it.</summary>
    private static TypeSyntax? Argument(INamedTypeSymbol type, INamedTypeSymbol implemented, SymbolAnalysisContext context)
    {
        foreach (var declaration in type.DeclaringSyntaxReferences)
        {
            if (declaration.GetSyntax(context.CancellationToken) is TypeDeclarationSyntax { BaseList: { } bases })
            {
                var arguments = bases.Types.SelectMany(static written => written.Type.DescendantNodesAndSelf().OfType<GenericNameSyntax>())
                    .Where(static name => name is { Identifier.ValueText: "IJobHandler", TypeArgumentList.Arguments.Count: 1 })
                    .Select(static name => name.TypeArgumentList.Arguments[0]);
                if (arguments.FirstOrDefault(argument => IsNameOf(argument, implemented.TypeArguments[0])) is { } argument)
                {
                    return argument;
                }
            }
        }

        return null;
    }
}
