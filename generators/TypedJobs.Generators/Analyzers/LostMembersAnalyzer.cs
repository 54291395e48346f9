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
                start.RegisterOperationAction(operation => Analyze(operation, attributeType), OperationKind.ObjectCreation, OperationKind.With);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, INamedTypeSymbol attributeType)
    {
        if (context.Operation.Type is not INamedTypeSymbol { IsRecord: true, IsSealed: true } job
            || !job.GetAttributes().Any(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, attributeType)))
        {
            return;
        }

        var creation = context.Operation as IObjectCreationOperation;
        foreach (var argument in creation?.Arguments ?? [])
        {
            Check(argument.Parameter?.Name, argument.Value);
        }

        var initializer = creation is null ? ((IWithOperation)context.Operation).Initializer : creation.Initializer;
        foreach (var assignment in initializer?.Initializers.OfType<ISimpleAssignmentOperation>() ?? [])
        {
            Check((assignment.Target as IPropertyReferenceOperation)?.Property.Name, assignment.Value);
        }

        void Check(string? member, IOperation value)
        {
            if (member is null || job.GetMembers(member).Any(static candidate => JsonAttributes.Of(candidate) is { Converter: not null } or { Ignore: JsonIgnore.Always }))
            {
                return;
            }

            foreach (var given in value is IConversionOperation { Operand: ICollectionExpressionOperation list } ? list.Elements : [value])
            {
                if (given is IConversionOperation { IsImplicit: true, Conversion.IsReference: true, Type: { } taken, Operand.Type: { } put }
                    && Elements(taken, put) is var (declared, actual)
                    && !IsKnownToJson(declared, ListedTypes.Of(context.Compilation))
                    && Added(actual, declared) is { Count: > 0 } added)
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        UseDiagnostics.LosesMembers, given.Syntax.GetLocation(), $"{job.Name}.{member}", actual.Name, declared.Name, string.Join(", ", added)));
                }
            }
        }
    }

    /// <summary>Two types, or what collections of them hold; null where the two cannot be compared.</summary>
    private static (INamedTypeSymbol Declared, INamedTypeSymbol Actual)? Elements(ITypeSymbol declared, ITypeSymbol actual)
    {
        while (CollectionKind.Of(declared) is var (_, _, taken))
        {
            if (CollectionKind.Of(actual) is not var (_, _, put))
            {
                return null;
            }

            (declared, actual) = (taken, put);
        }

        return declared is INamedTypeSymbol left && actual is INamedTypeSymbol right ? (left, right) : null;
    }

    private static bool IsKnownToJson(INamedTypeSymbol type, ListedTypes listed)
        => type.TypeKind != TypeKind.Class || type.IsAbstract || type.SpecialType != SpecialType.None
            || Scalar.Of(type) is not null
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
