using System.Text.Json;
using DurableTask.Core.Serializing;
using WeatherKd.Storage;

namespace WeatherKd.Local.Workflow;

/// <summary>Inputs, outputs and events of workflows as all other documents of the account are written.</summary>
internal sealed class WorkflowJson : JsonDataConverter
{
    /// <summary>The one converter; it keeps nothing.</summary>
    public static WorkflowJson Instance { get; } = new();

    /// <inheritdoc/>
    public override string Serialize(object value) => Serialize(value, formatted: false);

    /// <inheritdoc/>
    public override string Serialize(object value, bool formatted) =>
        // The framework takes a null for "nothing".
        value is null ? null! : JsonSerializer.Serialize(value, value.GetType(), formatted ? WeatherJson.Indented : WeatherJson.Compact);

    /// <inheritdoc/>
    public override object Deserialize(string data, Type objectType) =>
        data is null ? null! : JsonSerializer.Deserialize(data, objectType, WeatherJson.Compact)!;
}
