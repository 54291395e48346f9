using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TypedJobs.Generators.Enqueueing;

/// <summary>A list to which the id of each job is added as it is enqueued, in one statement or by a variable of its own.</summary>
/// <param name="List">The list: a local variable of type <c>List&lt;JobId&gt;</c>.</param>
/// <param name="First">The statement that enqueues.</param>
/// <param name="Add">The call that adds.</param>
internal sealed record CollectedIds(ILocalSymbol List, IOperation First, IInvocationOperation Add)
{
    /// <summary>Where the result of an <c>await</c> is added; null if it is not.</summary>
    public static CollectedIds? Of(IAwaitOperation awaited)
        => awaited.Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation { Parent: IExpressionStatementOperation statement } add } when ListOf(add) is { } list => new CollectedIds(list, statement, add),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var id, Parent.Parent: IVariableDeclarationGroupOperation { Parent: IBlockOperation block } declaration } }
                when block.Operations.SkipWhile(operation => operation != declaration).Skip(1).FirstOrDefault() is IExpressionStatementOperation { Operation: IInvocationOperation add }
                    && ListOf(add) is { } list
                    && IsLocal(add.Arguments[0].Value, id) => new CollectedIds(list, declaration, add),
            _ => null,
        };

    /// <summary>Whether a statement adds the id that another one is the declaration of.</summary>
    public static bool IsAdded(IOperation operation, IOperation declaration)
        => operation is IExpressionStatementOperation { Operation: IInvocationOperation add }
            && ListOf(add) is not null
            && declaration is IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [{ Symbol: var id }] }] }
            && IsLocal(add.Arguments[0].Value, id);

    /// <summary>Whether a loop does no more with the list, and nothing sees it half full: a batch that fails adds none of its ids.</summary>
    public bool AreOnlyAddedTo(ILoopOperation loop)
    {
        if (loop.Descendants().Count(part => IsLocal(part, List)) != 1)
        {
            return false;
        }

        for (var outer = loop.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is ITryOperation or IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return false;
            }
        }

        return true;
    }

    private static ILocalSymbol? ListOf(IInvocationOperation add)
        => add is { TargetMethod: { Name: "Add", ContainingType: { Name: "List", Arity: 1, ContainingNamespace: { Name: "Generic", ContainingNamespace.Name: "Collections" } } type }, Instance: ILocalReferenceOperation { Local: var list }, Arguments.Length: 1 }
            && type.TypeArguments[0].Name == "JobId"
                ? list
                : null;

    private static bool IsLocal(IOperation operation, ILocalSymbol local)
        => operation is ILocalReferenceOperation { Local: var referenced } && SymbolEqualityComparer.Default.Equals(referenced, local);
}
