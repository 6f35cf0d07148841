using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;

namespace WeatherKd.Functions.Http;

/// <summary>
/// Makes the host ask for a function key before reads. Attributes are fixed when the app is built; this changes what the worker tells the
/// host about its functions at start, where the setting <c>Api:ReadAuthorization</c> is <c>Function</c>.
/// </summary>
public sealed class ReadAuthorization : IFunctionMetadataTransformer
{
    /// <summary>Name of the function that serves reads.</summary>
    public const string Function = "Read";

    private const string Open = "\"authLevel\":\"Anonymous\"";

    public string Name => nameof(ReadAuthorization);

    /// <exception cref="InvalidOperationException">The function or its access level was not found: reads would stay open unnoticed.</exception>
    public void Transform(IList<IFunctionMetadata> original)
    {
        var bindings = original.SingleOrDefault(f => f.Name == Function)?.RawBindings ?? [];
        for (var i = 0; i < bindings.Count; i++)
        {
            if (bindings[i].Contains(Open, StringComparison.Ordinal))
            {
                bindings[i] = bindings[i].Replace(Open, "\"authLevel\":\"Function\"", StringComparison.Ordinal);
                return;
            }
        }

        throw new InvalidOperationException($"Api:ReadAuthorization is Function, and the function {Function} has no open HTTP trigger to close.");
    }
}
