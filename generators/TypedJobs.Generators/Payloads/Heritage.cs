using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedJobs.Generators.Payloads;

/// <summary>
/// What a type derives from and implements. The compiler adds <c>IEquatable</c> to each record, and whoever asks for interfaces makes it do so anew after every
/// edit; most records say nothing of their own, which their heads tell at once.
/// </summary>
internal static class Heritage
{
    /// <summary>Whether a type derives from something or implements something, as far as its declarations say; what is in another assembly may.</summary>
    public static bool IsWritten(INamedTypeSymbol type)
    {
        var declarations = type.DeclaringSyntaxReferences;
        foreach (var declaration in declarations)
        {
            if (declaration.GetSyntax() is not BaseTypeDeclarationSyntax { BaseList: null })
            {
                return true;
            }
        }

        return declarations.IsEmpty;
    }
}
