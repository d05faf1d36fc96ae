package dev.proxyrotator.samples;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.proxyrotator.java.JsonCodec;
import java.io.IOException;
import java.lang.reflect.Type;

/** JSON by Jackson; any other library goes in the same two methods. */
public final class JacksonCodec implements JsonCodec {
  private final ObjectMapper mapper = new ObjectMapper();

  @Override
  public byte[] write(Object value) throws IOException {
    return mapper.writeValueAsBytes(value);
  }

  @Override
  public <T> T read(byte[] json, Type type) throws IOException {
    return mapper.readValue(json, mapper.constructType(type));
  }
}
