using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TypedJobs.Generators.Enqueueing;

/// <summary>
/// The way from a handler to a call, over methods of its own: those of its class that stand in the same file and that nothing overrides, and local functions.
/// A lambda is no part of it: who calls it, and whether, is not known.
/// </summary>
internal sealed class OwnCalls(EnqueueCall wanted, CancellationToken cancellationToken)
{
    /// <summary>How many calls are followed one in another; who writes a handler seldom takes more than two.</summary>
    private const int Deepest = 8;

    private readonly HashSet<(ISymbol Function, bool EachTime, int Job)> _seen = [];

    /// <summary>Whether the handler comes to the call each time it runs, or with the very job that it was given.</summary>
    public bool Lead(IMethodSymbol handler) => Lead(handler, eachTime: true, job: 0, depth: 0);

    /// <param name="function">The method or local function.</param>
    /// <param name="eachTime">Whether it runs each time the handler does.</param>
    /// <param name="job">Which of its parameters is the job that the handler was given; -1 if none is.</param>
    /// <param name="depth">How many calls lead to it.</param>
    private bool Lead(IMethodSymbol function, bool eachTime, int job, int depth)
    {
        if (depth > Deepest || !_seen.Add((function, eachTime, job)) || BodyOf(function) is not { } body)
        {
            return false;
        }

        foreach (var call in CallsIn(body))
        {
            var always = eachTime && EachTime.IsReached(call, body);
            if (call.Syntax == wanted.Call.Syntax)
            {
                if (always || IsJob(wanted.Job))
                {
                    return true;
                }
            }
            else if (IsOwn(call, function))
            {
                var given = call.Arguments.FirstOrDefault(argument => IsJob(EnqueueCall.WithoutConversion(argument.Value)))?.Parameter?.Ordinal ?? -1;
                if ((always || given >= 0) && Lead(call.TargetMethod.OriginalDefinition, always, given, depth + 1))
                {
                    return true;
                }
            }
        }

        return false;

        bool IsJob(IOperation value)
            => job >= 0 && value is IParameterReferenceOperation { Parameter: var parameter } && SymbolEqualityComparer.Default.Equals(parameter, function.Parameters[job]);
    }

    /// <summary>Whether a call is of a function of the same class, for the same object, and so runs what stands there.</summary>
    private static bool IsOwn(IInvocationOperation call, IMethodSymbol caller)
        => call.TargetMethod is { IsVirtual: false, IsAbstract: false, IsOverride: false } called
            && SymbolEqualityComparer.Default.Equals(called.ContainingType, caller.ContainingType)
            && call.Instance is null or IInstanceReferenceOperation;

    private IOperation? BodyOf(IMethodSymbol function)
        => wanted.Call.SemanticModel is { } model && function.DeclaringSyntaxReferences is [var declaration] && declaration.SyntaxTree == model.SyntaxTree
            ? model.GetOperation(declaration.GetSyntax(cancellationToken), cancellationToken)
            : null;

    /// <summary>The calls that a function makes itself.</summary>
    private static IEnumerable<IInvocationOperation> CallsIn(IOperation operation)
        => operation.ChildOperations
            .Where(static child => child is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
            .SelectMany(static child => child is IInvocationOperation call ? CallsIn(child).Prepend(call) : CallsIn(child));
}
