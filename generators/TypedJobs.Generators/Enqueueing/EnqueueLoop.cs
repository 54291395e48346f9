using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TypedJobs.Generators.Enqueueing;

/// <summary>
/// A loop that does nothing but enqueue, one job a turn at most, and perhaps collect the ids, so that a batch would do the same. What a turn does besides, and what differs
/// from turn to turn other than the job, makes it another loop.
/// </summary>
internal static class EnqueueLoop
{
    public static bool CouldBeBatch(EnqueueCall call)
    {
        if (call.IsBatch
            || Awaited(call.Call) is not { } awaited
            || Turn(awaited) is not { } turn
            || Loop(turn) is not { } loop
            || !IsOfManyAtOnce(loop)
            || (CollectedIds.Of(awaited) is { } ids && !ids.AreOnlyAddedTo(loop))
            || call.Job.DescendantsAndSelf().Any(static part => part is IAwaitOperation))
        {
            return false;
        }

        var client = call.Call.Instance ?? call.Call.Arguments.FirstOrDefault()?.Value;
        return client is not null && IsTheSameEachTurn(client, loop)
            && (call.Options is not { } options || IsTheSameEachTurn(options, loop))
            && (call.Given("cancellationToken") is not { } token || IsTheSameEachTurn(token, loop));
    }

    /// <summary>The <c>await</c> of a call, over <c>ConfigureAwait</c> and its like.</summary>
    private static IAwaitOperation? Awaited(IInvocationOperation call)
        => call.Parent switch
        {
            IAwaitOperation awaited => awaited,
            IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" } wrapped => Awaited(wrapped),
            _ => null,
        };

    /// <summary>The statements in which a job is enqueued, and its id added to a list or of no interest; the first of them.</summary>
    private static IOperation? Turn(IAwaitOperation awaited)
        => CollectedIds.Of(awaited) is { } ids ? ids.First : awaited.Parent switch
        {
            ISimpleAssignmentOperation { Target: IDiscardOperation, Parent: IExpressionStatementOperation statement } => statement,
            var statement => statement as IExpressionStatementOperation,
        };

    /// <summary>The loop whose turn is that statement, at most after declarations of what it uses, and under conditions of the turn's own.</summary>
    private static ILoopOperation? Loop(IOperation statement)
    {
        var conditions = new List<IOperation>();
        for (var outer = statement.Parent; ; outer = outer.Parent)
        {
            switch (outer)
            {
                case ILoopOperation loop:
                    return conditions.All(condition => TurnCondition.IsOfTurn(condition, loop)) ? loop : null;
                case IBlockOperation block when block.Operations.All(operation => operation == statement || IsPlainDeclaration(operation) || CollectedIds.IsAdded(operation, statement)):
                    break;
                case IConditionalOperation { WhenFalse: null } choice when choice.Condition != statement:
                    conditions.Add(choice.Condition);
                    break;
                default:
                    return null;
            }

            statement = outer;
        }
    }

    private static bool IsPlainDeclaration(IOperation operation)
        => operation is IVariableDeclarationGroupOperation && !operation.Descendants().Any(static part => part is IAwaitOperation);

    /// <summary>Whether what the loop goes through is there when it starts.</summary>
    private static bool IsOfManyAtOnce(ILoopOperation loop)
        => loop switch
        {
            IForEachLoopOperation { IsAsynchronous: false } each => IsThere(EnqueueCall.WithoutConversion(each.Collection)),
            IForLoopOperation { Condition: IBinaryOperation condition, AtLoopBottom: [var step] } counted
                => condition.Descendants().Any(operand => IsCounterOf(counted, operand)) && IsStepOf(counted, step)
                    && !condition.Descendants().Any(static part => part is IAwaitOperation),
            _ => false,
        };

    /// <summary>
    /// Whether a sequence is there. One that a method gives may wait for more, and never end; one of LINQ does so if what it is made of does;
    /// a variable or a member is taken to be one that ends.
    /// </summary>
    private static bool IsThere(IOperation sequence)
        => sequence switch
        {
            IInvocationOperation { TargetMethod: { Name: "InfiniteSequence", ContainingType.Name: "Enumerable" } } => false,
            IInvocationOperation { TargetMethod: { Name: not ("Range" or "Repeat" or "Empty" or "Take"), ContainingType.Name: "Enumerable" }, Arguments: [var source, ..] } made
                => IsCollection(made.Type) || IsThere(EnqueueCall.WithoutConversion(source.Value)),
            IInvocationOperation made => made.TargetMethod.ContainingType.Name == "Enumerable" || IsCollection(made.Type),
            ITranslatedQueryOperation query => IsThere(EnqueueCall.WithoutConversion(query.Operation)),
            IAwaitOperation awaited => IsCollection(awaited.Type),
            _ => true,
        };

    /// <summary>Whether a loop counts in an expression: in a number of its own. What else it may go on for, such as a time, may not be over at once.</summary>
    private static bool IsCounterOf(IForLoopOperation loop, IOperation expression)
        => expression is ILocalReferenceOperation { Local: { Type.SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_UInt64 } local } && loop.Locals.Contains(local, SymbolEqualityComparer.Default);

    private static bool IsStepOf(IForLoopOperation loop, IOperation step)
        => step is IExpressionStatementOperation { Operation: var operation } && operation switch
        {
            IIncrementOrDecrementOperation { Target: var target } => IsCounterOf(loop, target),
            ICompoundAssignmentOperation { Target: var target, Value: var value } => IsCounterOf(loop, target) && !value.DescendantsAndSelf().Any(static part => part is IAwaitOperation),
            _ => false,
        };

    private static bool IsCollection(ITypeSymbol? type)
        => type is IArrayTypeSymbol || (type is not null && (IsCollectionItself(type) || type.AllInterfaces.Any(IsCollectionItself)));

    private static bool IsCollectionItself(ITypeSymbol type)
        => type.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_ICollection_T or SpecialType.System_Collections_Generic_IReadOnlyCollection_T;

    /// <summary>Whether nothing in an expression comes from the loop or can be another each time.</summary>
    private static bool IsTheSameEachTurn(IOperation expression, ILoopOperation loop)
        => expression.DescendantsAndSelf().All(part => part switch
        {
            ILocalReferenceOperation local => !local.Local.DeclaringSyntaxReferences.Any(declaration
                => declaration.SyntaxTree == loop.Syntax.SyntaxTree && loop.Syntax.Span.Contains(declaration.Span)),
            IInvocationOperation { TargetMethod: var called } => called.ContainingType is { Name: "TimeSpan", ContainingNamespace.Name: "System" },
            IObjectCreationOperation { Type: var created } => created is { Name: "EnqueueOptions" or "TimeSpan" },
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Instance: IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } } } => true,
            IIncrementOrDecrementOperation or IAssignmentOperation or IAwaitOperation => false,
            _ => true,
        });
}
