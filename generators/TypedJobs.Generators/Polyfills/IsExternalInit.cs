// The compiler asks for this type when a record or an init-only property is declared; netstandard2.0 does not have it.
namespace System.Runtime.CompilerServices;

internal static class IsExternalInit
{
}
