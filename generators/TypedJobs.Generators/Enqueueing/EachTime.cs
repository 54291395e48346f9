using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TypedJobs.Generators.Enqueueing;

/// <summary>Whether a function makes a call each time it runs.</summary>
internal static class EachTime
{
    /// <summary>Whether nothing decides if the call is made: no condition, loop or handler of exceptions around it, and no way out before it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="function">The function that makes it; null for the method.</param>
    public static bool IsReached(IOperation call, IOperation? function = null)
    {
        for (var (inner, outer) = (call, call.Parent); outer is not null && outer != function; (inner, outer) = (outer, outer.Parent))
        {
            switch (outer)
            {
                case IBlockOperation block:
                    if (block.Operations.TakeWhile(operation => operation != inner).Any(CanLeave))
                    {
                        return false;
                    }

                    break;
                case ITryOperation attempt when attempt.Body != inner && attempt.Finally != inner:
                case IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation or ISwitchCaseOperation or ILoopOperation or ICatchClauseOperation:
                case IAnonymousFunctionOperation or ILocalFunctionOperation or ICoalesceOperation or IConditionalAccessOperation or IBinaryOperation:
                    return false;
                default:
                    break;
            }
        }

        return true;
    }

    /// <summary>What a function returns or throws that stands inside does not leave the method.</summary>
    private static bool CanLeave(IOperation operation)
        => operation is IReturnOperation or IThrowOperation or IBranchOperation { BranchKind: BranchKind.GoTo }
            || (operation is not (IAnonymousFunctionOperation or ILocalFunctionOperation) && operation.ChildOperations.Any(CanLeave));
}
