using System.Text.Json.Nodes;
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

    public string Name => nameof(ReadAuthorization);

    /// <exception cref="InvalidOperationException">The function or its trigger was not found: reads would stay open unnoticed.</exception>
    public void Transform(IList<IFunctionMetadata> original)
    {
        var bindings = original.SingleOrDefault(f => f.Name == Function)?.RawBindings ?? [];
        for (var i = 0; i < bindings.Count; i++)
        {
            if (JsonNode.Parse(bindings[i]) is JsonObject binding && (string?)binding["type"] == "httpTrigger")
            {
                binding["authLevel"] = "Function";
                bindings[i] = binding.ToJsonString();
                return;
            }
        }

        throw new InvalidOperationException(
            $"Api:ReadAuthorization is Function, and the function {Function} has no HTTP trigger to close.");
    }
}
