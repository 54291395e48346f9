using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace TypedJobs.Generators.Enqueueing;

/// <summary>A call that enqueues: of <c>IJobClient</c>, or of a method that was generated for a job.</summary>
/// <param name="Call">The call.</param>
/// <param name="JobType">The job.</param>
/// <param name="Job">What is enqueued: a job, or the jobs of a batch.</param>
/// <param name="IsBatch">Whether it enqueues many.</param>
internal sealed record EnqueueCall(IInvocationOperation Call, ITypeSymbol JobType, IOperation Job, bool IsBatch)
{
    private const string Start = "Enqueue";
    private const string End = "Async";

    /// <summary>The options; null if none are given.</summary>
    public IOperation? Options => Given("options");

    /// <summary>The name of the method where it is called.</summary>
    public Location Location
        => Call.Syntax is InvocationExpressionSyntax { Expression: var called }
            ? called switch
            {
                MemberAccessExpressionSyntax access => access.Name.GetLocation(),
                MemberBindingExpressionSyntax binding => binding.Name.GetLocation(),
                _ => called.GetLocation(),
            }
            : Call.Syntax.GetLocation();

    /// <summary>Reads a call; null if it enqueues nothing.</summary>
    public static EnqueueCall? Of(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (!method.Name.StartsWith(Start, StringComparison.Ordinal) || !method.Name.EndsWith(End, StringComparison.Ordinal))
        {
            return null;
        }

        if (method is { IsGenericMethod: true, TypeArguments: [var jobType], Name: "EnqueueAsync" or "EnqueueBatchAsync" } && IsClient(method.ContainingType))
        {
            var isBatch = method.Name == "EnqueueBatchAsync";
            return Argument(call, isBatch ? "jobs" : "job") is { } enqueued ? new EnqueueCall(call, jobType, enqueued, isBatch) : null;
        }

        return Library.Declares(method.ContainingType, "EnqueueExtensions")
            && Argument(call, "job") is { } job
            && method.Parameters.FirstOrDefault(static parameter => parameter.Name == "job") is { } parameter
                ? new EnqueueCall(call, parameter.Type, job, IsBatch: false)
                : null;
    }

    /// <summary>An argument that is written; null if it is left to its default.</summary>
    public IOperation? Given(string parameter)
        => Call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter) is { ArgumentKind: ArgumentKind.Explicit, Value: var value }
            && WithoutConversion(value) is var given && given is not (IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: null } })
                ? given
                : null;

    /// <summary>An operation without the conversions that the compiler adds around it.</summary>
    public static IOperation WithoutConversion(IOperation operation)
    {
        while (operation is IConversionOperation conversion)
        {
            operation = conversion.Operand;
        }

        return operation;
    }

    private static IOperation? Argument(IInvocationOperation call, string parameter)
        => call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter)?.Value is { } value ? WithoutConversion(value) : null;

    /// <summary>Whether a method is the batch form itself, of a client of somebody's own, which has to do it somehow.</summary>
    public static bool IsBatchOfClient(ISymbol method)
        => method.Name.EndsWith("EnqueueBatchAsync", StringComparison.Ordinal) && method.ContainingType is { } type && IsClient(type);

    private static bool IsClient(INamedTypeSymbol type)
        => IsClientItself(type) || type.AllInterfaces.Any(IsClientItself);

    private static bool IsClientItself(INamedTypeSymbol type) => Library.Declares(type, "IJobClient");
}
