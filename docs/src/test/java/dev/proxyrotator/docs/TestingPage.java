package dev.proxyrotator.docs;

import dev.proxyrotator.java.ProxyRotatorFutures;
import dev.proxyrotator.java.Response;
import dev.proxyrotator.testkit.ProxyBehaviour;
import dev.proxyrotator.testkit.ProxyFarm;

/** Printed in the guide to testing. */
class TestingPage {
  private TestingPage() {}

  static void aProxyThatRefusesIsPassedOver() {
    try (var farm = new ProxyFarm(2);
        var rotator = ProxyRotatorFutures.builder().proxies(farm.getProxies()).build()) {
      farm.get(0).setBehaviour(ProxyBehaviour.Refuse.INSTANCE);
      Response response = rotator.get(farm.url("/bytes/100")).join();
      System.out.println(response.bodyBytes().length + " bytes through " + response.proxy());
    }
  }
}
