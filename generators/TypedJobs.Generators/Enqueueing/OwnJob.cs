using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TypedJobs.Generators.Handlers;
using TypedJobs.Generators.Jobs;

namespace TypedJobs.Generators.Enqueueing;

/// <summary>
/// A handler that enqueues its own job and so never ends: each time it runs, or the very job that it was given. One that enqueues others of its
/// kind under a condition, as a walk over a tree or over pages does, ends some time.
/// </summary>
internal static class OwnJob
{
    public static bool IsEnqueuedAgain(EnqueueCall call, IMethodSymbol method, CancellationToken cancellationToken)
    {
        if (!IsHandlerOf(method.ContainingType, call.JobType) || HasDelay(call) || !HasOne(call))
        {
            return false;
        }

        return (Handles(method, call.JobType) && (IsJobOf(method, call.Job) || EachTime.IsReached(call.Call)))
            || method.ContainingType.GetMembers().OfType<IMethodSymbol>().Any(handler => Handles(handler, call.JobType) && new OwnCalls(call, cancellationToken).Lead(handler));
    }

    /// <summary>Whether a job is enqueued for sure: a batch of whatever a query gives has none some time.</summary>
    private static bool HasOne(EnqueueCall call)
        => !call.IsBatch || call.Job switch
        {
            ICollectionExpressionOperation list => list.Elements.Any(static element => element is not ISpreadOperation),
            IArrayCreationOperation { Initializer.ElementValues.IsEmpty: false } => true,
            IObjectCreationOperation { Initializer.Initializers.IsEmpty: false } => true,
            _ => false,
        };

    /// <summary>Whether a method is <c>HandleAsync</c> for a job.</summary>
    private static bool Handles(IMethodSymbol method, ITypeSymbol jobType)
        => method is { Parameters.Length: 3 }
            && (method.Name == "HandleAsync" || method.Name.EndsWith(".HandleAsync", StringComparison.Ordinal))
            && SymbolEqualityComparer.Default.Equals(method.Parameters[0].Type, jobType)
            && IsHandlerOf(method.ContainingType, jobType);

    private static bool IsHandlerOf(INamedTypeSymbol type, ITypeSymbol jobType)
        => type.AllInterfaces.Any(implemented
            => HandlerParser.IsJobHandler(implemented) && SymbolEqualityComparer.Default.Equals(implemented.TypeArguments[0], jobType));

    /// <summary>Whether the job waits before it comes again: by its own options, as declared, or by options that cannot be seen.</summary>
    private static bool HasDelay(EnqueueCall call)
        => call.Options switch
        {
            null => IsDeclaredWithDelay(call.JobType),
            IObjectCreationOperation { Constructor.Parameters.IsEmpty: true } options => DelayOf(options) is { } delay ? !IsZero(delay) : IsDeclaredWithDelay(call.JobType),
            _ => true,
        };

    private static IOperation? DelayOf(IObjectCreationOperation options)
        => options.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>()
            .FirstOrDefault(static assignment => assignment.Target is IPropertyReferenceOperation { Property.Name: "Delay" })?.Value;

    private static bool IsZero(IOperation delay)
        => EnqueueCall.WithoutConversion(delay) is IFieldReferenceOperation { Field: { Name: "Zero", ContainingType.Name: "TimeSpan" } };

    private static bool IsDeclaredWithDelay(ITypeSymbol job)
        => Library.Attribute(job, JobDeclarationParser.AttributeName) is { } attribute
            && attribute.NamedArguments.Any(static argument => argument is { Key: "DelaySeconds", Value.Value: > 0 });

    private static bool IsJobOf(IMethodSymbol method, IOperation job)
        => job is IParameterReferenceOperation { Parameter: var parameter } && SymbolEqualityComparer.Default.Equals(parameter, method.Parameters[0]);
}
