using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedJobs.CodeFixes.Enqueueing;

/// <summary>Expressions that come to stand before a dot.</summary>
internal static class Operands
{
    /// <summary>The expression, in parentheses where it would otherwise fall apart.</summary>
    public static string AsOperand(ExpressionSyntax expression)
        => expression is SimpleNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax
            or ParenthesizedExpressionSyntax or InstanceExpressionSyntax or LiteralExpressionSyntax
                ? expression.ToString()
                : $"({expression})";
}
