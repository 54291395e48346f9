using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TypedJobs.Generators.Enqueueing;

namespace TypedJobs.CodeFixes.Enqueueing;

/// <summary>A call that enqueues one job and is awaited, as it is written.</summary>
internal sealed class EnqueueCallSyntax(EnqueueCall call, AwaitExpressionSyntax awaited, InvocationExpressionSyntax written)
{
    /// <summary>What is enqueued.</summary>
    public ExpressionSyntax Job { get; } = Expression(call.Call.Arguments.First(static argument => argument.Parameter?.Name == "job"));

    /// <summary>The same for many jobs: with its options, its token, and what is done with the task.</summary>
    public string AsBatchOf(string jobs)
    {
        var extended = call.Call.Instance is null ? call.Call.Arguments.First(static argument => argument.Parameter?.Ordinal == 0) : null;
        var client = extended is null ? (written.Expression as MemberAccessExpressionSyntax)?.Expression : Expression(extended);
        var others = written.ArgumentList.Arguments
            .Where(argument => argument.Expression != Job && argument.Expression != client)
            .Select(static argument => ", " + argument);

        // A client of somebody's own may call itself.
        var receiver = client is null ? string.Empty : Operands.AsOperand(client) + ".";
        var batch = $"{receiver}EnqueueBatchAsync({jobs}{string.Concat(others)})";
        var text = awaited.ToString();
        var start = written.SpanStart - awaited.SpanStart;
        return text.Substring(0, start) + batch + text.Substring(start + written.Span.Length);
    }

    /// <summary>An argument, or what an extension method is called on.</summary>
    private static ExpressionSyntax Expression(IArgumentOperation argument)
        => argument.Syntax is ArgumentSyntax { Expression: var expression } ? expression : (ExpressionSyntax)argument.Syntax;
}
