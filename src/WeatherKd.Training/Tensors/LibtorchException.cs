namespace WeatherKd.Training.Tensors;

/// <summary>A libtorch that cannot be used. The message says what is wrong and what to do.</summary>
internal sealed class LibtorchException(string message, Exception? inner = null) : Exception(message, inner);
