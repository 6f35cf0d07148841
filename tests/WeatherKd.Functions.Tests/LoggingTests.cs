using Azure.Identity;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace WeatherKd.Functions.Tests;

/// <summary>That the app's log reaches the host's console and Azure's log stream.</summary>
public sealed class LoggingTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4317", true)]
    [InlineData(
        "APPLICATIONINSIGHTS_CONNECTION_STRING=InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://example.org/",
        true)]
    public void TheWorkersLogIsTakenFromTheHostOnlyWhereSomebodyExportsIt(string? setting, bool exported)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(setting?.Split('=', 2) is [var key, var value] ? [new(key, value)] : [])
            .Build();

        var services = new ServiceCollection().AddTelemetry(configuration, new AzureCliCredential());

        Assert.Equal(
            exported,
            services.Any(s => s.ServiceType.Assembly.GetName().Name!.StartsWith("OpenTelemetry", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task EachLineOfAFunctionNamesItsInvocationByTheHostsOwnKey()
    {
        var scopes = new LoggerExternalScopeProvider();
        using var factory = LoggerFactory.Create(b => b.AddProvider(new ScopedProvider(scopes)));
        var seen = new List<string>();

        await new InvocationLogScope(factory.CreateLogger<InvocationLogScope>()).Invoke(new Invocation(), _ =>
        {
            scopes.ForEachScope(
                (scope, list) => list.AddRange(((IEnumerable<KeyValuePair<string, object>>)scope!).Select(p => $"{p.Key}={p.Value}")),
                seen);
            return Task.CompletedTask;
        });

        Assert.Equal(["AzureFunctions_InvocationId=invocation-7"], seen);
    }

    private sealed class ScopedProvider(IExternalScopeProvider scopes) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
        }
    }

    private sealed class Invocation : FunctionContext
    {
        public override string InvocationId => "invocation-7";

        public override string FunctionId => throw new NotSupportedException();

        public override TraceContext TraceContext => throw new NotSupportedException();

        public override BindingContext BindingContext => throw new NotSupportedException();

        public override RetryContext RetryContext => throw new NotSupportedException();

        public override IServiceProvider InstanceServices { get; set; } = null!;

        public override FunctionDefinition FunctionDefinition => throw new NotSupportedException();

        public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

        public override IInvocationFeatures Features => throw new NotSupportedException();
    }
}
