using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TypedJobs.Benchmarks.Generators;

/// <summary>
/// Asks for all that the compiler binds of declarations in each build, attributes with their arguments among it, and reports nothing. Symbols keep what they are asked for first,
/// and the compiler counts it as the time of the analyzer that asked: as this one's, then, and not as that of those that are measured after it.
/// </summary>
#pragma warning disable RS1001, RS1036, RS2008 // Not for a compiler to load.
internal sealed class BindingAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new("BIND", "Bind", "Bind", "Bind", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start => Bind(start.Compilation.Assembly));
        context.RegisterOperationAction(
            static _ => { }, OperationKind.Invocation, OperationKind.ObjectCreation, OperationKind.AnonymousFunction, OperationKind.LocalFunction);
    }

    private static void Bind(IAssemblySymbol assembly)
    {
        _ = assembly.GetAttributes();
        var open = new Stack<INamespaceOrTypeSymbol>([assembly.GlobalNamespace]);
        while (open.TryPop(out var container))
        {
            foreach (var member in container.GetMembers())
            {
                _ = member.GetAttributes();
                switch (member)
                {
                    case INamedTypeSymbol type:
                        _ = type.AllInterfaces;
                        open.Push(type);
                        break;
                    case INamespaceSymbol inner:
                        open.Push(inner);
                        break;
                    case IMethodSymbol method:
                        foreach (var parameter in method.Parameters)
                        {
                            _ = parameter.GetAttributes();
                            _ = parameter.HasExplicitDefaultValue;
                        }

                        break;
                }
            }
        }
    }
}
