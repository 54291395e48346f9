using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Jobs;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Analyzers;

/// <summary>
/// Reports a value that is put into a job as less than it is: JSON has what the member's own type has, and what the value's class adds is lost.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LostMembersAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [UseDiagnostics.LosesMembers];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(JobDeclarationParser.AttributeName) is { } attributeType)
            {
                start.RegisterOperationAction(operation => Analyze(operation, attributeType), OperationKind.ObjectCreation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, INamedTypeSymbol attributeType)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (creation.Type is not INamedTypeSymbol { IsRecord: true, IsSealed: true } job
            || !job.GetAttributes().Any(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, attributeType)))
        {
            return;
        }

        foreach (var argument in creation.Arguments)
        {
            Check(argument.Parameter?.Name, argument.Value);
        }

        foreach (var assignment in creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>() ?? [])
        {
            Check((assignment.Target as IPropertyReferenceOperation)?.Property.Name, assignment.Value);
        }

        void Check(string? member, IOperation value)
        {
            if (member is not null
                && value is IConversionOperation { IsImplicit: true, Conversion.IsReference: true, Type: INamedTypeSymbol declared, Operand.Type: INamedTypeSymbol actual }
                && !IsKnownToJson(declared, ListedTypes.Of(context.Compilation))
                && !job.GetMembers(member).Any(static candidate => JsonAttributes.Of(candidate) is { Converter: not null } or { Ignore: JsonIgnore.Always })
                && Added(actual, declared) is { Count: > 0 } added)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    UseDiagnostics.LosesMembers, value.Syntax.GetLocation(), $"{job.Name}.{member}", actual.Name, declared.Name, string.Join(", ", added)));
            }
        }
    }

    private static bool IsKnownToJson(INamedTypeSymbol type, ListedTypes listed)
        => type.TypeKind != TypeKind.Class || type.IsAbstract || type.SpecialType != SpecialType.None
            || CollectionKind.Of(type) is not null || Scalar.Of(type) is not null
            || JsonAttributes.Of(type) is { IsPolymorphic: true } or { Converter: not null }
            || listed.ContextOf(type) is not null;

    /// <summary>The public properties that a class has beyond those of its base and that hold something: what is computed is not carried anyway.</summary>
    private static List<string> Added(INamedTypeSymbol actual, INamedTypeSymbol declared)
    {
        var added = new List<string>();
        for (var current = actual; current is not null && !SymbolEqualityComparer.Default.Equals(current, declared); current = current.BaseType)
        {
            added.AddRange(current.GetMembers().OfType<IPropertySymbol>()
                .Where(property => property is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsIndexer: false, IsOverride: false }
                    && JsonAttributes.Of(property).Ignore != JsonIgnore.Always
                    && (property.SetMethod is not null || current.GetMembers().Any(field => field is IFieldSymbol { AssociatedSymbol: { } held } && SymbolEqualityComparer.Default.Equals(held, property))))
                .Select(static property => property.Name));
        }

        return added;
    }
}
