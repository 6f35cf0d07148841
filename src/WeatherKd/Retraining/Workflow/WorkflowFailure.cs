using System.Text.Json;
using System.Text.RegularExpressions;

namespace WeatherKd.Retraining.Workflow;

/// <summary>
/// Why an instance failed without an outcome, from what an engine keeps of it: a message of its own, or the instance's output, which is
/// text, JSON or nothing.
/// </summary>
public static partial class WorkflowFailure
{
    private static readonly string[] MessageNames = ["ErrorMessage", "errorMessage", "Message", "message"];

    /// <summary>One sentence for people; never empty.</summary>
    /// <param name="message">The failure's message; null where the engine keeps none.</param>
    /// <param name="output">The failed instance's output; null where there is none.</param>
    public static string Describe(string? message, string? output) =>
        Known(message) ?? Known(FromOutput(output)) ?? "the engine recorded no reason";

    private static string? Known(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string? FromOutput(string? output)
    {
        if (string.IsNullOrWhiteSpace(output))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(output);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Object => Known(MessageOf(document.RootElement)) ?? output,
                JsonValueKind.String => WithoutType(document.RootElement.GetString()!),
                JsonValueKind.Null => null,
                _ => output,
            };
        }
        catch (JsonException)
        {
            return WithoutType(output);
        }
    }

    private static string? MessageOf(JsonElement failure)
    {
        foreach (var name in MessageNames)
        {
            if (failure.TryGetProperty(name, out var message) && message.ValueKind == JsonValueKind.String)
            {
                return message.GetString();
            }
        }

        return null;
    }

    /// <summary>Engines write <c>Namespace.SomeException: message</c>; the type says nothing to who reads the status.</summary>
    private static string WithoutType(string text) => TypeName().Replace(text, string.Empty, count: 1);

    [GeneratedRegex(@"^\s*[A-Za-z_][\w.+]*(Exception|Error):\s*", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TypeName();
}
