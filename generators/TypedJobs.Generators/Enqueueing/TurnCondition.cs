using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TypedJobs.Generators.Enqueueing;

/// <summary>A condition in a loop that only asks something of what the turn is about. One that may be answered otherwise a moment later is asked between two jobs on purpose.</summary>
internal static class TurnCondition
{
    private static readonly string[] Lookups = ["Contains", "ContainsKey", "TryGetValue", "Add"];

    /// <summary>Whether a condition is about the turn and would be answered the same if all were asked before the first job is enqueued.</summary>
    public static bool IsOfTurn(IOperation condition, ILoopOperation loop)
        => IsAbout(condition, loop) && condition.DescendantsAndSelf().All(part => part switch
        {
            IAwaitOperation or IAssignmentOperation or IIncrementOrDecrementOperation or IAnonymousFunctionOperation or IDynamicInvocationOperation or IDynamicMemberReferenceOperation => false,
            IInvocationOperation { TargetMethod: var called } call => IsOfSystem(called) && IsAbout(call, loop) && (call.Instance is not { } asked || IsAbout(asked, loop) || Lookups.Contains(called.Name)),
            IPropertyReferenceOperation property => IsOfPattern(property.Instance) || IsAbout(property, loop),
            IFieldReferenceOperation { Field: var field } reference => field.IsConst || field.IsReadOnly || IsOfPattern(reference.Instance) || IsAbout(reference, loop),
            _ => true,
        });

    private static bool IsAbout(IOperation operation, ILoopOperation loop)
        => operation.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation { Local: var local } && local.DeclaringSyntaxReferences.Any(declaration
            => declaration.SyntaxTree == loop.Syntax.SyntaxTree && loop.Syntax.Span.Contains(declaration.Span)));

    private static bool IsOfPattern(IOperation? instance) => instance is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.PatternInput };

    /// <summary>What an application's own method does besides, nobody knows.</summary>
    private static bool IsOfSystem(IMethodSymbol method)
    {
        for (var outer = method.ContainingNamespace; outer is not null; outer = outer.ContainingNamespace)
        {
            if (outer is { Name: "System", ContainingNamespace.IsGlobalNamespace: true })
            {
                return true;
            }
        }

        return false;
    }
}
